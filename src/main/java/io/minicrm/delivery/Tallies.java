package io.minicrm.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The tallies of chunks, which are counted from the rows of the delivery log and never incremented, and the numbers of
 * campaigns, which are the sums of their chunks' tallies.
 */
public interface Tallies {

    /**
     * Recounts touched chunks from their rows and stores their tallies. A campaign whose leads are all settled moves to
     * {@code completed} and gets the time (a cancelled one keeps its status). Safe for several processes at once.
     *
     * @param limit the most touches to take; a chunk with several touches is counted once
     * @return the number of touches taken; 0 if nothing was touched
     */
    int recount(int limit, Instant now);

    /**
     * Marks every chunk of a campaign as touched, so that {@link #recount} corrects its tallies. A campaign that wrong
     * tallies had completed runs again then.
     */
    void touch(String campaignId);

    /** Marks every chunk of every unfinished campaign as touched. */
    void touchUnfinished();

    /** The sum of the tallies of each campaign that exists. */
    List<CampaignStats> stats(Set<String> campaignIds);
}
