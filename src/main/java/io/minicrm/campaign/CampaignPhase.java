package io.minicrm.campaign;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;

/**
 * The status of a campaign as the API reports it. It is the stored status, except that {@code queued} is divided by
 * what the campaign waits for. Example: a campaign for tonight with 50,000 leads is created as {@link #PLANNING},
 * becomes {@link #SCHEDULED} when its audience is frozen, {@link #QUEUED} when its time has come, and {@link #RUNNING}
 * when its first chunk is published.
 */
public enum CampaignPhase {
    /** Its audience is being frozen. */
    PLANNING,
    /** Waits for its {@code scheduled_at}. */
    SCHEDULED,
    /** Waits for its first chunk to be published. */
    QUEUED,
    RUNNING,
    PAUSED,
    COMPLETED,
    CANCELLED;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The phase as text. */
    @JsonValue
    public String code() {
        return code;
    }

    public static CampaignPhase of(Campaign campaign, Instant now) {
        return switch (campaign.status()) {
            case QUEUED -> queued(campaign, now);
            case RUNNING -> RUNNING;
            case PAUSED -> PAUSED;
            case COMPLETED -> COMPLETED;
            case CANCELLED -> CANCELLED;
        };
    }

    private static CampaignPhase queued(Campaign campaign, Instant now) {
        if (!campaign.isPlanned() && !campaign.schedule().freezesLater(now)) {
            return PLANNING;
        }
        return campaign.schedule().isEarly(now) ? SCHEDULED : QUEUED;
    }

    /**
     * The phase at the time when the campaign was created, so that a repeated request gets the answer of the first.
     *
     * @param maxPlannedAtOnce the largest audience that is planned before a creation is answered
     */
    public static CampaignPhase atCreation(Campaign campaign, long maxPlannedAtOnce) {
        Instant created = campaign.origin().createdAt();
        if (campaign.schedule().freezesLater(created)) {
            return SCHEDULED;
        }
        if (campaign.audience() == 0) {
            return COMPLETED;
        }
        if (campaign.audience() > maxPlannedAtOnce) {
            return PLANNING;
        }
        return campaign.schedule().isEarly(created) ? SCHEDULED : QUEUED;
    }
}
