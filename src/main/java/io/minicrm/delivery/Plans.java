package io.minicrm.delivery;

import io.minicrm.chunk.Chunk;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The plans of campaigns: their frozen chunks, and which of them are published. */
public interface Plans {

    /**
     * Begins a campaign's plan. No part of a draft is visible before {@link Draft#complete}. A draft that is closed
     * without it leaves nothing behind. Of several drafts of one campaign only one completes.
     */
    Draft begin(String campaignId);

    /** A plan that is being written. Not safe for use by several threads. */
    interface Draft extends AutoCloseable {

        /** Adds chunks, in order of index. */
        void append(List<Chunk> chunks);

        /**
         * Marks leads of appended chunks whose address another lead of the audience has. They stay in the plan, and are
         * skipped.
         *
         * @param leadIds in any order
         */
        void markDuplicates(List<String> leadIds);

        /**
         * Makes this the campaign's plan and stores its audience and number of chunks.
         *
         * @return false if the campaign has a plan already; this one is discarded then
         */
        boolean complete(Instant at);

        @Override
        void close();
    }

    /** The next chunks of the campaign that are not published, in order of index. */
    List<Chunk> unpublished(String campaignId, int limit);

    /** The chunks that stand at these places of completed plans. */
    Map<PlannedChunk.Place, PlannedChunk> at(Collection<PlannedChunk.Place> places);

    /**
     * Marks chunks as published, and a {@code queued} campaign as {@code running}.
     *
     * @param chunks the complete list that {@link #unpublished} returned, in its order, so that no unpublished chunk
     *     precedes them
     */
    void markPublished(String campaignId, List<Chunk> chunks, Instant at);

    /**
     * Takes messages that are due: rows at {@code retrying} or {@code postponed} whose time has come, as one job per
     * chunk, round and attempt. Messages that were taken but not claimed become due again after a minute, so a
     * publisher can crash between taking and publishing.
     *
     * @param dueBy messages that are due until then are taken; later than {@code now} for a cancelled campaign, whose
     *     messages are only skipped
     * @param limit the most chunks to read
     */
    List<ChunkJob> takeDue(String campaignId, Instant dueBy, Instant now, int limit);

    /**
     * Makes waiting messages due now that were written at a time that has not come yet, by a clock that was ahead. What
     * they wait for may be an hour too late.
     *
     * @param ahead the latest time at which a clock that is right can have written a message
     */
    void recallAhead(String campaignId, Instant ahead, Instant now);

    /**
     * Makes {@code postponed} messages of a campaign due now, because the limit that postponed them has changed.
     *
     * @param postponedBefore messages that were postponed at this time or later keep theirs
     */
    void recallPostponed(String campaignId, Instant postponedBefore, Instant now);
}
