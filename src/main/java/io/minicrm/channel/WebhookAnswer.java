package io.minicrm.channel;

import io.minicrm.delivery.Channel.SendResult;
import io.minicrm.text.Excerpt;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Interprets an HTTP response as the result of a send. The question is always whether the receiver can have processed
 * the message. If it cannot, the message may be sent again on every channel; if it can, only on an idempotent one.
 */
final class WebhookAnswer {

    private static final int MAX_REASON_LENGTH = 300;
    private static final int MAX_ID_LENGTH = 200;

    private WebhookAnswer() {}

    /**
     * @param retryAfter the header of that name; null if there is none
     * @param idempotent whether the receiver recognizes repeats by their key
     */
    static SendResult of(int status, String body, @Nullable String retryAfter, boolean idempotent, Instant now) {
        if (status >= 200 && status < 300) {
            return new SendResult.Accepted(id(body));
        }
        String reason = reason(status, body);
        return switch (status) {
            // Refused before any processing: too busy, too early, or the request did not arrive completely.
            case 408, 425, 429, 503 ->
                new SendResult.Transient(reason, retryAfter == null ? null : RetryAfter.parse(retryAfter, now));
            // A receiver that knows keys is processing the same message at this moment.
            case 409 -> idempotent ? new SendResult.Uncertain(reason) : new SendResult.Rejected(reason);
            // The receiver cannot do this at all.
            case 501, 505 -> new SendResult.Rejected(reason);
            default ->
                status >= 500
                        // The receiver failed, or a gateway lost it (502, 504), before or after the processing.
                        ? new SendResult.Uncertain(reason)
                        : new SendResult.Rejected(reason);
        };
    }

    private static @Nullable String id(String body) {
        JsonNode json = object(body);
        JsonNode id = json == null ? null : json.get("id");
        if (id == null || !(id.isString() || id.isIntegralNumber())) {
            return null;
        }
        String text = id.asString();
        return text.isBlank() || text.length() > MAX_ID_LENGTH ? null : text;
    }

    /** The status, and the explanation from the fields in which receivers usually give one. */
    private static String reason(int status, String body) {
        String explanation = body;
        JsonNode json = object(body);
        if (json != null) {
            for (String field : new String[] {"detail", "message", "error", "title"}) {
                JsonNode value = json.get(field);
                if (value != null && value.isString() && !value.stringValue().isBlank()) {
                    explanation = value.stringValue();
                    break;
                }
            }
        }
        String line = explanation.replaceAll("\\s+", " ").strip();
        String cut = Excerpt.quote(line, MAX_REASON_LENGTH);
        return cut.isEmpty() ? "HTTP " + status : "HTTP " + status + ": " + cut;
    }

    /** The text as a JSON object, or null if it is not one. */
    private static @Nullable JsonNode object(String text) {
        try {
            JsonNode json = JsonMapper.shared().readTree(text);
            return json.isObject() ? json : null;
        } catch (JacksonException otherText) {
            return null;
        }
    }
}
