package io.minicrm.delivery;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What became of one message, in the order of the ladder: of two facts about the same attempt the later constant wins, whatever
 * the order of arrival. From {@link #SENT} on, a status is a fact about the message itself and beats every attempt.
 */
public enum DeliveryStatus {
    /** Claimed by a sender; it may be on its way. */
    @JsonProperty("sending")
    SENDING,
    /** Failed for now; goes round again. */
    @JsonProperty("retrying")
    RETRYING,
    /** Its sender died over it and the channel cannot tell whether it left. */
    @JsonProperty("unknown")
    UNKNOWN,
    /** Never meant to leave: no address, unsubscribed, lead deleted, campaign cancelled. */
    @JsonProperty("skipped")
    SKIPPED,
    /** Refused for good, or out of attempts. */
    @JsonProperty("failed")
    FAILED,
    /** The provider took it. */
    @JsonProperty("sent")
    SENT,
    /** The provider says it arrived. */
    @JsonProperty("delivered")
    DELIVERED,
    /** The provider says it came back; it outranks {@link #DELIVERED}, for a bounce can follow an acceptance. */
    @JsonProperty("bounced")
    BOUNCED;

    private static final Map<String, DeliveryStatus> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(DeliveryStatus::wireName, Function.identity()));

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** True when nothing more is owed to the lead. */
    public boolean isSettled() {
        return this != SENDING && this != RETRYING;
    }

    /** True when the provider took the message, whatever came of it. */
    public boolean isSent() {
        return this == SENT || this == DELIVERED || this == BOUNCED;
    }

    /** The name in messages, the store and the API. */
    public String wireName() {
        return wireName;
    }

    /**
     * The status of that name.
     *
     * @throws IllegalArgumentException when there is none
     */
    static DeliveryStatus named(String wireName) {
        DeliveryStatus status = BY_NAME.get(wireName);
        if (status == null) {
            throw new IllegalArgumentException("status is '%s'; it is one of %s".formatted(wireName, BY_NAME.keySet()));
        }
        return status;
    }
}
