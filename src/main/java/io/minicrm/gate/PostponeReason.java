package io.minicrm.gate;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why a message waits in the delivery log without having failed. The codes are stored and part of the API: they never change. */
public enum PostponeReason {
    /** A rate limit of its campaign, channel or domain is used up. */
    RATE_LIMIT("rate_limit", "rate limit"),
    /** The campaign was paused before the message was sent. */
    PAUSED("paused", "campaign paused"),
    /** Its sender stopped before the message was sent. */
    SENDER_STOPPED("sender_stopped", "its sender stopped");

    /** Messages written before reasons had codes carry the text. */
    private static final Map<String, PostponeReason> BY_CODE_OR_TEXT = Arrays.stream(values())
            .flatMap(reason -> Stream.of(Map.entry(reason.code, reason), Map.entry(reason.text, reason)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final String code;
    private final String text;

    PostponeReason(String code, String text) {
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
    public static @Nullable PostponeReason ofCode(@Nullable String code) {
        return code == null ? null : BY_CODE_OR_TEXT.get(code);
    }
}
