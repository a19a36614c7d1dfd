package io.minicrm.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The tallies of chunks, counted from the rows of the delivery log and never added to, and the numbers of campaigns, which are the sums
 * of their chunks' tallies.
 */
public interface Tallies {

    /**
     * Recounts touched chunks from their rows and stores their tallies; moves campaigns whose every lead is settled to
     * {@code completed} (a cancelled one keeps its status) and notes the time. Several processes may do so at once.
     *
     * @param limit the most touches to take; several may be of one chunk, which is counted once
     * @return how many touches were taken; 0 when nothing was touched
     */
    int recount(int limit, Instant now);

    /**
     * Marks every chunk of a campaign as touched, so that {@link #recount} heals whatever its tallies say; a campaign that they call
     * completed and that is not runs again then.
     */
    void touch(String campaignId);

    /** Marks every chunk of every unfinished campaign as touched. */
    void touchUnfinished();

    /** The sum of the tallies of each campaign, for those that exist. */
    List<CampaignStats> stats(Set<String> campaignIds);
}
