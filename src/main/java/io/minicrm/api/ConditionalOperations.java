package io.minicrm.api;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.method.HandlerMethod;

/** Describes the headers and answers of the operations that have {@link Conditions}. */
final class ConditionalOperations implements OperationCustomizer {

    @Override
    public Operation customize(Operation operation, HandlerMethod handler) {
        if (Arrays.stream(handler.getMethodParameters())
                .noneMatch(parameter -> parameter.getParameterType() == Conditions.class)) {
            return operation;
        }
        HttpMethod method = method(handler.getMethod());
        if (method == HttpMethod.GET) {
            operation.addParametersItem(header(HttpHeaders.IF_NONE_MATCH));
            operation.getResponses().addApiResponse("304", new ApiResponse().description("It has this ETag still."));
        } else {
            operation.addParametersItem(header(HttpHeaders.IF_MATCH));
            if (method == HttpMethod.PUT) {
                operation.addParametersItem(header(HttpHeaders.IF_NONE_MATCH));
            }
        }
        return operation;
    }

    private static Parameter header(String name) {
        return new Parameter().in("header").name(name).required(false).schema(new StringSchema());
    }

    /** The method of an operation. */
    static HttpMethod method(@Nullable Method handler) {
        RequestMapping mapping =
                handler == null ? null : AnnotatedElementUtils.findMergedAnnotation(handler, RequestMapping.class);
        return mapping == null || mapping.method().length == 0 ? HttpMethod.GET : mapping.method()[0].asHttpMethod();
    }
}
