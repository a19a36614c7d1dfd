package io.minicrm.campaign;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The status of a campaign in the store, and the changes that are allowed:
 *
 * <pre>
 * from       to
 * queued     running (first chunk published), paused, completed, cancelled
 * running    paused, completed (last lead settled), cancelled
 * paused     queued or running (resumed), completed, cancelled
 * completed  running (retried)
 * cancelled  –
 * </pre>
 */
public enum CampaignStatus {
    /** Waits for its plan, its scheduled time or its first chunk to be published. */
    QUEUED,
    /** Its chunks are being published and sent. */
    RUNNING,
    /** Nothing new is sent until it is resumed. */
    PAUSED,
    /** Every lead of its audience is settled. A retry makes it run again. */
    COMPLETED,
    /** Messages that had not been sent are skipped. */
    CANCELLED;

    private static final Map<String, CampaignStatus> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(CampaignStatus::code, Function.identity()));

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The status as text, in the store and in the API. */
    @JsonValue
    public String code() {
        return code;
    }

    /** @throws IllegalArgumentException if no status has that code */
    public static CampaignStatus of(String code) {
        CampaignStatus status = BY_CODE.get(code);
        if (status == null) {
            throw new IllegalArgumentException("\"%s\" is not a campaign status".formatted(code));
        }
        return status;
    }

    /** True while messages may still be sent, now or after a resume. */
    public boolean isOpen() {
        return switch (this) {
            case QUEUED, RUNNING, PAUSED -> true;
            case COMPLETED, CANCELLED -> false;
        };
    }

    /** Whether a campaign of this status may get that one. No status becomes itself. */
    public boolean mayBecome(CampaignStatus next) {
        return switch (this) {
            case QUEUED -> next != QUEUED;
            case RUNNING -> next == PAUSED || !next.isOpen();
            case PAUSED -> next != PAUSED;
            case COMPLETED -> next == RUNNING;
            case CANCELLED -> false;
        };
    }

    /** The statuses that may become this one. */
    public Set<CampaignStatus> predecessors() {
        Set<CampaignStatus> from = EnumSet.noneOf(CampaignStatus.class);
        for (CampaignStatus status : values()) {
            if (status.mayBecome(this)) {
                from.add(status);
            }
        }
        return Collections.unmodifiableSet(from);
    }

    /** @throws IllegalArgumentException if one of the statuses may not become this one */
    public void requireReachableFrom(Set<CampaignStatus> from) {
        for (CampaignStatus status : from) {
            if (!status.mayBecome(this)) {
                throw new IllegalArgumentException("A %s campaign cannot become %s".formatted(status.code, code));
            }
        }
    }
}
