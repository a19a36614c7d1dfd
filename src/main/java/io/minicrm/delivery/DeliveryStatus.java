package io.minicrm.delivery;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The status of one message. The constants are in ascending order: of two facts about the same round the later constant
 * wins, whatever the order of arrival. From {@link #SENT} on, a status is a fact about the message itself and wins over
 * every round.
 *
 * <p>Stores keep {@link #storedCode}; messages and the API use {@link #code}. Neither is ever changed or reused for
 * another status. The order of the constants is not stored.
 */
public enum DeliveryStatus {
    /** Claimed by a sender, which may have sent it. */
    @JsonProperty("sending")
    SENDING(0, "sending"),
    /** Postponed by a gate. It is published again later and has used no attempt. */
    @JsonProperty("postponed")
    POSTPONED(8, "postponed"),
    /** Failed temporarily, which used an attempt. It is published again later. */
    @JsonProperty("retrying")
    RETRYING(1, "retrying"),
    /**
     * It may or may not have been sent, and is not sent again: the channel does not drop repeats, or its campaign was
     * cancelled, its lead is no longer to be reached, or its data can no longer be processed.
     */
    @JsonProperty("unknown")
    UNKNOWN(2, "unknown"),
    /** Not to be sent, with a reason: no address, unsubscribed, lead deleted, campaign cancelled. */
    @JsonProperty("skipped")
    SKIPPED(3, "skipped"),
    /** Refused permanently, or out of attempts. */
    @JsonProperty("failed")
    FAILED(4, "failed"),
    /** The provider accepted it. */
    @JsonProperty("sent")
    SENT(5, "sent"),
    /** The provider reports that it was delivered. */
    @JsonProperty("delivered")
    DELIVERED(6, "delivered"),
    /**
     * The provider reports a bounce. It wins over {@link #DELIVERED}, because a bounce can follow a delivery report.
     */
    @JsonProperty("bounced")
    BOUNCED(7, "bounced");

    private static final Map<String, DeliveryStatus> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(DeliveryStatus::code, Function.identity()));

    private static final Map<Integer, DeliveryStatus> BY_STORED_CODE = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(DeliveryStatus::storedCode, Function.identity()));

    private final int storedCode;
    private final String code;

    DeliveryStatus(int storedCode, String code) {
        this.storedCode = storedCode;
        this.code = code;
    }

    /** True if the message has its final outcome. */
    public boolean isSettled() {
        return switch (this) {
            case SENDING, POSTPONED, RETRYING -> false;
            case UNKNOWN, SKIPPED, FAILED, SENT, DELIVERED, BOUNCED -> true;
        };
    }

    /** True if the provider accepted the message, whether it arrived or not. */
    public boolean isSent() {
        return switch (this) {
            case SENT, DELIVERED, BOUNCED -> true;
            case SENDING, POSTPONED, RETRYING, UNKNOWN, SKIPPED, FAILED -> false;
        };
    }

    /** True if the message has reached the lead, or may have or may yet. */
    public boolean mayReach() {
        return switch (this) {
            case SENDING, UNKNOWN, SENT, DELIVERED -> true;
            case POSTPONED, RETRYING, SKIPPED, FAILED, BOUNCED -> false;
        };
    }

    /** True if the message waits in the delivery log for its next round. */
    public boolean isWaiting() {
        return this == POSTPONED || this == RETRYING;
    }

    /** The name in messages and in the API. */
    public String code() {
        return code;
    }

    /** The number in the stores. */
    public int storedCode() {
        return storedCode;
    }

    /**
     * The status of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static DeliveryStatus ofCode(String code) {
        DeliveryStatus status = BY_CODE.get(code);
        if (status == null) {
            throw new IllegalArgumentException("status is '%s'; it is one of %s".formatted(code, BY_CODE.keySet()));
        }
        return status;
    }

    /**
     * The status of that number.
     *
     * @throws IllegalArgumentException if there is none, for example because a newer version wrote it
     */
    public static DeliveryStatus ofStoredCode(int storedCode) {
        DeliveryStatus status = BY_STORED_CODE.get(storedCode);
        if (status == null) {
            throw new IllegalArgumentException("There is no delivery status with the stored code " + storedCode);
        }
        return status;
    }
}
