package io.minicrm.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.util.ContentCachingResponseWrapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer as it is kept for repetitions of its request.
 *
 * @param secret whether the body had a secret and was not kept
 */
record KeptAnswer(int status, Map<String, String> headers, String body, boolean secret) {

    private static final List<String> HEADERS =
            List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.LOCATION, HttpHeaders.ETAG);
    private static final String REPLAYED = "Idempotency-Replayed";

    /** How answers are kept: as JSON. */
    record Format(JsonMapper json) {

        String write(ContentCachingResponseWrapper response, boolean secret) {
            var headers = new LinkedHashMap<String, String>();
            for (String name : HEADERS) {
                String value =
                        name.equals(HttpHeaders.CONTENT_TYPE) ? response.getContentType() : response.getHeader(name);
                if (value != null) {
                    headers.put(name, value);
                }
            }
            String body = secret ? "" : new String(response.getContentAsByteArray(), StandardCharsets.UTF_8);
            return json.writeValueAsString(new KeptAnswer(response.getStatus(), headers, body, secret));
        }

        KeptAnswer read(String text) {
            return json.readValue(text, KeptAnswer.class);
        }
    }

    /** The address of what the request created; null if there is none. */
    @Nullable
    String location() {
        return headers.get(HttpHeaders.LOCATION);
    }

    void write(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        headers.forEach(response::setHeader);
        response.setHeader(REPLAYED, "true");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
