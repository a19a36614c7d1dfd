package io.minicrm.delivery;

import io.minicrm.chunk.Chunk;
import java.time.Instant;
import java.util.List;

/** The plans of campaigns: their frozen chunks, and how far they are published. */
public interface Plans {

    /**
     * Begins a campaign's plan. Nothing of a draft is visible before {@link Draft#complete}, a draft that is closed without it
     * leaves nothing, and of several drafts of one campaign only one completes.
     */
    Draft begin(String campaignId);

    /** A plan in the making; for one thread. */
    interface Draft extends AutoCloseable {

        /** Adds chunks, in order of index. */
        void append(List<Chunk> chunks);

        /**
         * Makes the plan the campaign's: audience and chunk count are noted on it.
         *
         * @return false when the campaign has a plan already; this one is dropped then
         */
        boolean complete(Instant at);

        @Override
        void close();
    }

    /** The next chunks of the campaign that are not published, in order of index. */
    List<Chunk> unpublished(String campaignId, int limit);

    /**
     * Marks chunks as published, and a {@code queued} campaign as {@code running}.
     *
     * @param chunks what {@link #unpublished} returned, whole and in its order, so that no unpublished chunk lies before them
     */
    void markPublished(String campaignId, List<Chunk> chunks, Instant at);

    /**
     * Takes messages that are due: rows at {@code retrying} or {@code postponed} whose time has come, as one job for each chunk, round
     * and attempt. What was taken comes again after a minute if nothing has claimed it, so a publisher may die between taking and
     * publishing.
     *
     * @param dueBy what counts as due; later than {@code now} for a cancelled campaign, whose messages need not be waited for
     * @param limit the most chunks to look into
     */
    List<ChunkJob> takeDue(String campaignId, Instant dueBy, Instant now, int limit);

    /** Makes all {@code postponed} messages of a campaign due now: what they were postponed for has changed. */
    void hasten(String campaignId, Instant now);
}
