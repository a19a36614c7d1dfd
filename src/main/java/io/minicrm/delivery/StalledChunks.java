package io.minicrm.delivery;

import io.minicrm.campaign.Campaigns;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Published chunks with messages that have no outcome. {@link Reconciler} publishes them again when Kafka has nothing
 * of them left to read.
 */
public interface StalledChunks {

    /**
     * A chunk with messages that do not move.
     *
     * @param republished number of times it was published again so far
     * @param jobs these messages, as one job per round and attempt: those without a row in the delivery log in the
     *     first round, those at {@code sending} in the round of their row; empty if every message has moved
     */
    record StalledChunk(String campaignId, int index, int republished, List<ChunkJob> jobs) {

        /** Number of messages that do not move. */
        public int messages() {
            return jobs.stream().mapToInt(job -> job.leadIds().size()).sum();
        }
    }

    /**
     * A chunk that was published again.
     *
     * @param next when it may be published again at the earliest
     */
    record Republication(String campaignId, int index, Instant next) {}

    /**
     * What was published again of a campaign.
     *
     * @param chunks number of chunks that were published again at least once
     * @param lastAt when the last one was; null if none was
     */
    record Republished(long chunks, @Nullable Instant lastAt) {

        /** Nothing was published again. */
        public static final Republished NOTHING = new Republished(0, null);
    }

    /**
     * Takes chunks of unfinished campaigns that are not paused. A chunk is taken if it was published before {@code
     * stillSince}, by the publisher or again, its tally has leads that are neither settled nor waiting for a later
     * time, and its time to be published again has come. No other process takes it for {@code taken}.
     *
     * <p>Times that are later than any clock of now could have written them, by {@link Campaigns#CLOCKS_DIFFER}, were
     * written by a clock that was ahead, perhaps by an hour. They count as long past.
     *
     * @param stillSince messages that moved at this time or later are not in the jobs
     * @param limit the most chunks to take, those that were published first
     */
    List<StalledChunk> take(Instant stillSince, Instant now, Duration taken, int limit);

    /** Records that chunks were published again. */
    void markRepublished(List<Republication> republications, Instant at);

    /** What was published again of a campaign so far. */
    Republished republished(String campaignId);
}
