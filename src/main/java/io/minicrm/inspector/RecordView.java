package io.minicrm.inspector;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of a record, which {@link RecordWriter} can read. A JSON value appears unchanged, except that
 * whitespace between its tokens is removed. Other text is in {@code value_text}, and bytes that are not UTF-8 are in
 * {@code value_base64}. A tombstone has {@code "value": null} and neither of them.
 *
 * @param key the key, if it is UTF-8
 * @param keyBase64 the key, if it is not UTF-8
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

    /** One header. A record may have several of the same name. */
    public record Header(
            String name,
            @Nullable String value,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String valueBase64) {}
}
