package io.minicrm.delivery;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignChange;
import io.minicrm.campaign.CampaignQuery;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.Campaigns;
import io.minicrm.problem.Precondition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The campaigns that workers read; methods that workers never call throw. */
final class CampaignsInMemory implements Campaigns {

    final AtomicInteger reads = new AtomicInteger();
    final List<String> released = new ArrayList<>();
    private final Map<String, Campaign> campaigns = new ConcurrentHashMap<>();

    void put(Campaign campaign) {
        campaigns.put(campaign.id(), campaign);
    }

    @Override
    public List<Campaign> findAll(Collection<String> ids) {
        reads.incrementAndGet();
        return ids.stream().map(campaigns::get).filter(Objects::nonNull).toList();
    }

    @Override
    public Optional<Campaign> find(String id) {
        return Optional.ofNullable(campaigns.get(id));
    }

    @Override
    public List<Campaign> lease(String owner, Instant now, Duration ttl, int limit) {
        return campaigns.values().stream()
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .limit(limit)
                .toList();
    }

    @Override
    public void release(String owner) {
        released.add(owner);
    }

    @Override
    public Campaign create(Campaign campaign) {
        throw new AssertionError("A worker creates no campaign");
    }

    @Override
    public Optional<Campaign> findByIdempotencyKey(String key) {
        throw new AssertionError("A worker looks for no key");
    }

    @Override
    public Map<CampaignStatus, Long> countByStatus() {
        throw new AssertionError("A worker counts no campaigns");
    }

    @Override
    public List<Campaign> list(CampaignQuery query) {
        return campaigns.values().stream()
                .filter(campaign -> query.filter().matches(campaign, query.now()))
                .limit(query.limit())
                .toList();
    }

    @Override
    public List<Campaign> lastCompleted(String channel, long minAudience, Instant finishedBefore, int limit) {
        throw new AssertionError("A worker asks for no finished campaigns");
    }

    @Override
    public boolean move(
            String id, Set<CampaignStatus> from, CampaignStatus to, Instant at, Precondition<Campaign> precondition) {
        throw new AssertionError("A worker moves no campaign");
    }

    @Override
    public boolean change(String id, CampaignChange change, Precondition<Campaign> precondition) {
        throw new AssertionError("A worker changes no campaign");
    }
}
