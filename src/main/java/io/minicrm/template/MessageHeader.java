package io.minicrm.template;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line that goes with a message, such as its subject. In a campaign it is a template, in a message that is sent it is text. All
 * headers are optional. What a store, the archive, the renderer and the webhook do with a header, they do with each constant here.
 */
public enum MessageHeader {
    /** The subject of an email. */
    SUBJECT(MessageTemplate.MAX_SOURCE_LENGTH);

    private final int maxLength;

    MessageHeader(int maxLength) {
        this.maxLength = maxLength;
    }

    /** The name in JSON and in stores. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The longest template, in UTF-16 units. */
    public int maxLength() {
        return maxLength;
    }

    /** A map with one header, or none if the value is null. */
    public Map<MessageHeader, String> with(@Nullable String value) {
        return value == null ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(Map.of(this, value)));
    }
}
