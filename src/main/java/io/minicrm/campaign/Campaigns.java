package io.minicrm.campaign;

import io.minicrm.problem.Precondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The stored campaigns. Each method is atomic for a campaign and safe to repeat. */
public interface Campaigns {

    /** How much the clocks of two processes may differ without being wrong. */
    Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    /**
     * Stores a new campaign.
     *
     * @return the stored campaign: the given one, or, when one of the same idempotency key exists, that one
     */
    Campaign create(Campaign campaign);

    /** The campaign of that id. */
    Optional<Campaign> find(String id);

    /** The campaigns that exist among the ids. */
    List<Campaign> findAll(Collection<String> ids);

    /** The campaign that a request with that idempotency key created. */
    Optional<Campaign> findByIdempotencyKey(String key);

    /** A page of the campaigns that meet the conditions, in the wanted order. */
    List<Campaign> list(CampaignQuery query);

    /** The number of campaigns by status; statuses without any are missing. Reads all campaigns. */
    Map<CampaignStatus, Long> countByStatus();

    /**
     * The campaigns of a channel that completed before {@code finishedBefore}, sent to at least {@code minAudience}
     * leads and had no rate limit of their own; the last to finish first. Each has its {@code startedAt} and
     * {@code finishedAt}.
     */
    List<Campaign> lastCompleted(String channel, long minAudience, Instant finishedBefore, int limit);

    /**
     * Leases campaigns that need a publisher: unfinished, not paused (unless not planned yet), due at {@code now}, and
     * not leased by another owner. A lease that {@code owner} already holds is extended.
     *
     * <p>A lease that ends later than {@code ttl} from now, and {@link #CLOCKS_DIFFER} more, was given by a clock that
     * was ahead, perhaps by an hour. It counts as expired.
     *
     * @param owner the process that asks for the leases; they expire after {@code ttl}
     */
    List<Campaign> lease(String owner, Instant now, Duration ttl, int limit);

    /** Releases all leases of the owner. */
    void release(String owner);

    /**
     * Changes the status of a campaign if its present one is in {@code from}, in one atomic step with the check.
     *
     * @param precondition is asked only if there is such a campaign. It may depend on what a campaign is created with,
     *     its status, and what a {@link CampaignChange} changes, and on nothing else
     * @return false if it is not, or if there is no such campaign; nothing is changed then
     * @throws IllegalArgumentException if a status in {@code from} may not become {@code to}
     */
    boolean move(
            String id, Set<CampaignStatus> from, CampaignStatus to, Instant at, Precondition<Campaign> precondition);

    /** The same, whatever is stored. */
    default boolean move(String id, Set<CampaignStatus> from, CampaignStatus to, Instant at) {
        return move(id, from, to, at, Precondition.none());
    }

    /**
     * Changes a campaign, in one atomic step; publishers and senders follow within two seconds.
     *
     * @param precondition as for {@link #move}
     * @return false if there is no such campaign, or its start cannot be moved ({@link CampaignChange.NewStart});
     *     nothing is changed then
     */
    boolean change(String id, CampaignChange change, Precondition<Campaign> precondition);

    /**
     * Changes the rate of a campaign.
     *
     * @param maxRate messages per second, 1 or more; null: no limit
     */
    default boolean limitRate(String id, @Nullable Integer maxRate, Precondition<Campaign> precondition) {
        return change(id, CampaignChange.ofRate(maxRate), precondition);
    }

    /** The same, whatever is stored. */
    default boolean limitRate(String id, @Nullable Integer maxRate) {
        return limitRate(id, maxRate, Precondition.none());
    }
}
