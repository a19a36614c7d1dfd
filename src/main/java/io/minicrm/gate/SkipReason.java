package io.minicrm.gate;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why a message is never sent. The codes are stored and part of the API: they never change. */
public enum SkipReason {
    /** The campaign was cancelled before the message was sent. */
    CANCELLED("cancelled", "campaign cancelled"),
    /** The lead was deleted after the audience was frozen. */
    LEAD_DELETED("lead_deleted", "lead deleted"),
    /** The lead has opted out. */
    UNSUBSCRIBED("unsubscribed", "unsubscribed"),
    /** The lead cannot be reached through the campaign's channel. */
    NO_ADDRESS("no_address", "no address on this channel");

    /** Messages written before reasons had codes carry the text. */
    private static final Map<String, SkipReason> BY_CODE_OR_TEXT = Arrays.stream(values())
            .flatMap(reason -> Stream.of(Map.entry(reason.code, reason), Map.entry(reason.text, reason)))
            .distinct()
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final String code;
    private final String text;

    SkipReason(String code, String text) {
        this.code = code;
        this.text = text;
    }

    /** The name in messages, the store and the API. */
    public String code() {
        return code;
    }

    /** The reason in words. */
    public String text() {
        return text;
    }

    /** The reason of that code, or null if there is none. */
    public static @Nullable SkipReason ofCode(@Nullable String code) {
        return code == null ? null : BY_CODE_OR_TEXT.get(code);
    }
}
