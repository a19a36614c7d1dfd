package io.minicrm.api;

import io.minicrm.text.Similar;
import io.minicrm.text.StoredText;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Refuses path variables and query parameters that would be misunderstood: names that the operation does not have (a
 * typing error would silently return everything), values given twice, and text that no store can keep.
 */
final class QueryParameters implements HandlerInterceptor {

    private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    private final Map<Method, Known> known = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getDispatcherType() == DispatcherType.ERROR) {
            // The query is that of the request that failed.
            return true;
        }
        if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables) {
            variables.forEach((name, value) -> checkText(String.valueOf(name), String.valueOf(value)));
        }
        Known parameters = handler instanceof HandlerMethod method && isOurs(method)
                ? known.computeIfAbsent(method.getMethod(), ignored -> Known.of(method))
                : null;
        request.getParameterMap().forEach((name, values) -> {
            for (String value : values) {
                checkText(name, value);
            }
            if (parameters != null) {
                parameters.check(name, values.length);
            }
        });
        return true;
    }

    private static boolean isOurs(HandlerMethod method) {
        return method.getBeanType().getPackageName().equals(QueryParameters.class.getPackageName());
    }

    private static void checkText(String name, String value) {
        if (!StoredText.isWellFormed(name)) {
            throw InvalidRequestException.of(
                    "", "A parameter's name contains a NUL character or an unpaired surrogate; remove it");
        }
        if (!StoredText.isWellFormed(value)) {
            throw InvalidRequestException.of(name, "contains a NUL character or an unpaired surrogate; remove it");
        }
    }

    /**
     * The query parameters of one operation.
     *
     * @param repeatable each name, and whether it may be given several times; null if every name is allowed
     */
    private record Known(@Nullable Map<String, Boolean> repeatable) {

        static Known of(HandlerMethod method) {
            var repeatable = new TreeMap<String, Boolean>();
            for (MethodParameter parameter : method.getMethodParameters()) {
                if (parameter.hasParameterAnnotation(ParameterObject.class)) {
                    addComponents(parameter.getParameterType(), repeatable);
                }
                RequestParam annotation = parameter.getParameterAnnotation(RequestParam.class);
                if (annotation == null) {
                    continue;
                }
                if (Map.class.isAssignableFrom(parameter.getParameterType())) {
                    return new Known(null);
                }
                parameter.initParameterNameDiscovery(NAMES);
                String name = annotation.name().isEmpty() ? parameter.getParameterName() : annotation.name();
                repeatable.put(String.valueOf(name), List.class.isAssignableFrom(parameter.getParameterType()));
            }
            return new Known(repeatable);
        }

        private static void addComponents(Class<?> parameters, Map<String, Boolean> repeatable) {
            for (RecordComponent component : parameters.getRecordComponents()) {
                repeatable.put(component.getName(), List.class.isAssignableFrom(component.getType()));
            }
        }

        void check(String name, int times) {
            // An operation that takes any name checks the names itself.
            Boolean isRepeatable = repeatable == null ? Boolean.FALSE : repeatable.get(name);
            if (isRepeatable == null) {
                throw InvalidRequestException.of(name, "is not a parameter of this operation; " + hint(name));
            }
            if (times > 1 && !isRepeatable) {
                throw InvalidRequestException.of(name, "is given %d times; give it once".formatted(times));
            }
        }

        private String hint(String name) {
            var names = repeatable == null ? List.<String>of() : List.copyOf(repeatable.keySet());
            List<String> similar = Similar.to(name, names);
            if (!similar.isEmpty()) {
                return "did you mean %s?".formatted(String.join(" or ", similar));
            }
            return names.isEmpty() ? "it has none" : "it has " + String.join(", ", names);
        }
    }
}
