package io.minicrm.campaign;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a campaign may be sent.
 *
 * @param scheduledAt no chunk is published before this time; null: chunks are published at once
 * @param audienceTime when the audience is frozen
 */
public record Schedule(@Nullable Instant scheduledAt, AudienceTime audienceTime) {

    /** Starts at once. */
    public static final Schedule NOW = new Schedule(null, AudienceTime.AT_CREATION);

    /** Whether the scheduled time is still to come. */
    public boolean isEarly(Instant now) {
        return scheduledAt != null && scheduledAt.isAfter(now);
    }

    /** Whether the audience is frozen later than now because of the scheduled time. */
    public boolean freezesLater(Instant now) {
        return audienceTime == AudienceTime.AT_START && isEarly(now);
    }
}
