package io.minicrm.api;

import org.jspecify.annotations.Nullable;
import org.springdoc.webmvc.api.OpenApiWebMvcResource;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Completes the API description that is derived from the resources: by rules that hold for all of them, and by {@link
 * DescriptionText}.
 */
@RestControllerAdvice
final class CompleteDescription implements ResponseBodyAdvice<byte[]> {

    private final JsonMapper json = new JsonMapper();

    @Override
    public boolean supports(MethodParameter method, Class<? extends HttpMessageConverter<?>> converter) {
        return OpenApiWebMvcResource.class.isAssignableFrom(method.getContainingClass())
                && method.getParameterType() == byte[].class;
    }

    @Override
    public byte @Nullable [] beforeBodyWrite(
            byte @Nullable [] body,
            MethodParameter method,
            MediaType type,
            Class<? extends HttpMessageConverter<?>> converter,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        return body != null && type.isCompatibleWith(MediaType.APPLICATION_JSON)
                ? json.writeValueAsBytes(complete(body))
                : body;
    }

    private ObjectNode complete(byte[] derived) {
        DescriptionText text = LoadedText.TEXT;
        ObjectNode api = json.readTree(derived).asObject();
        api.set("info", text.section("info").deepCopy());
        api.set("tags", text.section("tags").deepCopy());
        api.putArray("servers").addObject().put("url", "/").put("description", "This server");
        api.withObject("/components/securitySchemes")
                .putObject("key")
                .put("type", "http")
                .put("scheme", "bearer")
                .put(
                        "description",
                        "An API key with the scope that the operation names. It is not needed only if the server's"
                                + " setting MINI_CRM_AUTH is off.");
        var security = api.putArray("security");
        security.addObject().putArray("key");
        security.addObject();
        var schemas = new DescribedSchemas(text, api);
        schemas.complete();
        new DescribedOperations(text, api).complete();
        schemas.removeUnused();
        return api;
    }

    /** Loaded at the first question for the description, because it would make every start slower. */
    private static final class LoadedText {
        static final DescriptionText TEXT = DescriptionText.load();
    }
}
