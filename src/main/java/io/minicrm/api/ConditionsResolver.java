package io.minicrm.api;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Reads {@link Conditions}, and demands them where the settings say so. */
final class ConditionsResolver implements HandlerMethodArgumentResolver {

    private static final Set<HttpMethod> DEMANDED = Set.of(HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

    private final boolean demands;

    /** @param demands whether a thing may only be changed by a request that says which state of it is meant */
    ConditionsResolver(boolean demands) {
        this.demands = demands;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Conditions.class;
    }

    @Override
    public Conditions resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        Conditions conditions =
                Conditions.of(header(request, HttpHeaders.IF_MATCH), header(request, HttpHeaders.IF_NONE_MATCH));
        if (demands && conditions.isEmpty() && DEMANDED.contains(method(parameter))) {
            throw new PreconditionRequiredException();
        }
        return conditions;
    }

    /** Of a header that is given several times, the values are one list. */
    private static @Nullable String header(NativeWebRequest request, String name) {
        String[] values = request.getHeaderValues(name);
        return values == null || values.length == 0 ? null : String.join(",", values);
    }

    private static HttpMethod method(MethodParameter parameter) {
        return ConditionalOperations.method(parameter.getMethod());
    }
}
