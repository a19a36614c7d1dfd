package io.minicrm.gate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a message waits in the delivery log without having failed. The codes are stored and part of the API: they never
 * change.
 */
public enum PostponeReason implements Reason {
    /** A rate limit of its campaign, channel or domain is used up. */
    RATE_LIMIT("rate_limit", "rate limit"),
    /** The campaign was paused before the message was sent. */
    PAUSED("paused", "campaign paused"),
    /** Its sender stopped before the message was sent. */
    SENDER_STOPPED("sender_stopped", "its sender stopped"),
    /** Its sender has no open files, threads or memory left to send it. */
    OUT_OF_RESOURCES("out_of_resources", "its sender is out of files, threads or memory");

    private static final Map<String, PostponeReason> BY_CODE_AND_TEXT = Reason.byCodeAndText(values());

    private final String code;
    private final String text;

    PostponeReason(String code, String text) {
        this.code = code;
        this.text = text;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public String text() {
        return text;
    }

    /** The reason of that code, or null if there is none. */
    public static @Nullable PostponeReason ofCode(@Nullable String code) {
        return code == null ? null : BY_CODE_AND_TEXT.get(code);
    }
}
