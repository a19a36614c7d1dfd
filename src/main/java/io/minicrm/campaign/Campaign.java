package io.minicrm.campaign;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message to one segment.
 *
 * @param content what is sent, to which leads, through which channel
 * @param pace how fast it is sent
 * @param schedule when it may be sent
 * @param origin who created it, and from which request
 * @param progress how far it is
 */
public record Campaign(String id, Content content, Pace pace, Schedule schedule, Origin origin, Progress progress) {

    /** The name of the channel that sends the campaign. */
    public String channel() {
        return content.channel();
    }

    /** Leads per chunk. */
    public int chunkSize() {
        return pace.chunkSize();
    }

    /** See {@link Pace#maxRate}. */
    public @Nullable Integer maxRate() {
        return pace.maxRate();
    }

    /** See {@link Schedule#scheduledAt}. */
    public @Nullable Instant scheduledAt() {
        return schedule.scheduledAt();
    }

    public CampaignStatus status() {
        return progress.status();
    }

    /** See {@link Progress#audience}. */
    public long audience() {
        return progress.audience();
    }

    /** See {@link Progress#chunks}. */
    public int chunks() {
        return progress.chunks();
    }

    /** See {@link Progress#startedAt}. */
    public @Nullable Instant startedAt() {
        return progress.startedAt();
    }

    /** See {@link Progress#finishedAt}. */
    public @Nullable Instant finishedAt() {
        return progress.finishedAt();
    }

    /** True once the audience is frozen. */
    public boolean isPlanned() {
        return progress.plannedAt() != null;
    }
}
