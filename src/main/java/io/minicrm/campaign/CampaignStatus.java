package io.minicrm.campaign;

/** Where a campaign stands, as a person steers it. */
public enum CampaignStatus {
    /** Waits for its plan, its time or its first turn. */
    QUEUED,
    /** Its chunks are being published. */
    RUNNING,
    /** Nothing new is published until it is resumed. */
    PAUSED,
    /** Every lead of its audience is settled. */
    COMPLETED,
    /** What had not left is skipped. */
    CANCELLED;

    /** True when a person may still steer it. */
    public boolean isOpen() {
        return switch (this) {
            case QUEUED, RUNNING, PAUSED -> true;
            case COMPLETED, CANCELLED -> false;
        };
    }
}
