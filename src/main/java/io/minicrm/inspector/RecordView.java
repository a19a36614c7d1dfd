package io.minicrm.inspector;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record as JSON shows it, and as {@link RecordWriter} reads it again. A value that is JSON stands as it is, spaces between its parts
 * left out; other text in {@code value_text}, bytes that are no UTF-8 in {@code value_base64}; a tombstone has {@code "value": null} and
 * neither.
 *
 * @param key the key, when it is UTF-8; null without one
 * @param keyBase64 the key, when it is not
 */
public record RecordView(
        String topic,
        int partition,
        long offset,
        Instant timestamp,
        @Nullable String key,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String keyBase64,
        List<Header> headers,
        @JsonRawValue @Nullable String value,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String valueText,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String valueBase64) {

    /** One header; a name may come several times. */
    public record Header(
            String name,
            @Nullable String value,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String valueBase64) {}
}
