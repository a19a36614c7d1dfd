package io.minicrm.template;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A line that goes with a message, such as its subject. In a campaign it is a template, in a message that is sent it is
 * text. All headers are optional. What a store, the archive, the checks, the renderer, the webhook and the command line
 * do with a header, they do with each constant here; the requests and answers of the API name each header.
 */
public enum MessageHeader {
    /** The subject of an email. */
    SUBJECT("Subject"),
    /** The preview text of an email, which mailboxes show beside its subject. */
    PREHEADER("Preview text");

    private final String title;

    MessageHeader(String title) {
        this.title = title;
    }

    /** The name in JSON and in stores. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The codes of all headers. */
    public static List<String> codes() {
        return Arrays.stream(values()).map(MessageHeader::code).toList();
    }

    /** The name for people. */
    public String title() {
        return title;
    }

    /** The headers that have a value. */
    public static Map<MessageHeader, String> given(Function<MessageHeader, @Nullable String> value) {
        Map<MessageHeader, String> given = new EnumMap<>(MessageHeader.class);
        for (MessageHeader header : values()) {
            String text = value.apply(header);
            if (text != null) {
                given.put(header, text);
            }
        }
        return Collections.unmodifiableMap(given);
    }
}
