package io.minicrm.gate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Why a message is never sent. The codes are stored and part of the API: they never change. */
public enum SkipReason implements Reason {
    /** The campaign was cancelled before the message was sent. */
    CANCELLED("cancelled", "campaign cancelled"),
    /** The lead was deleted after the audience was frozen. */
    LEAD_DELETED("lead_deleted", "lead deleted"),
    /** The lead has opted out. */
    UNSUBSCRIBED("unsubscribed", "unsubscribed"),
    /** The lead cannot be reached through the campaign's channel. */
    NO_ADDRESS("no_address", "no address on this channel"),
    /** What the lead has instead of an address cannot be one on the campaign's channel. */
    INVALID_ADDRESS("invalid_address", "not an address of this channel"),
    /** Another lead of the audience has the same address and gets the message. */
    DUPLICATE_ADDRESS("duplicate_address", "another lead of the campaign has the same address"),
    /** The values of the lead that the template uses are larger than a record in Kafka may be. */
    TOO_LARGE("too_large", "its data is too large for Kafka");

    private static final Map<String, SkipReason> BY_CODE_AND_TEXT = Reason.byCodeAndText(values());

    private final String code;
    private final String text;

    SkipReason(String code, String text) {
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
    public static @Nullable SkipReason ofCode(@Nullable String code) {
        return code == null ? null : BY_CODE_AND_TEXT.get(code);
    }
}
