package io.minicrm.memory;

import io.minicrm.campaign.AudienceTime;
import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignChange;
import io.minicrm.campaign.CampaignPosition;
import io.minicrm.campaign.CampaignQuery;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.Campaigns;
import io.minicrm.memory.MemoryTables.CampaignRow;
import io.minicrm.problem.Precondition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

final class MemoryCampaigns implements Campaigns {

    private final MemoryTables tables;

    MemoryCampaigns(MemoryTables tables) {
        this.tables = tables;
    }

    @Override
    public Campaign create(Campaign campaign) {
        synchronized (tables) {
            String key = campaign.origin().idempotencyKey();
            Optional<Campaign> first = key == null ? Optional.empty() : findByIdempotencyKey(key);
            if (first.isPresent()) {
                return first.get();
            }
            tables.campaigns.put(campaign.id(), new CampaignRow(campaign));
            return campaign;
        }
    }

    @Override
    public Optional<Campaign> find(String id) {
        synchronized (tables) {
            return Optional.ofNullable(tables.campaigns.get(id)).map(row -> row.campaign);
        }
    }

    @Override
    public List<Campaign> findAll(Collection<String> ids) {
        synchronized (tables) {
            return ids.stream()
                    .map(tables.campaigns::get)
                    .filter(Objects::nonNull)
                    .map(row -> row.campaign)
                    .toList();
        }
    }

    @Override
    public Optional<Campaign> findByIdempotencyKey(String key) {
        synchronized (tables) {
            return all().filter(campaign -> key.equals(campaign.origin().idempotencyKey()))
                    .findFirst();
        }
    }

    private Stream<Campaign> all() {
        return tables.campaigns.values().stream().map(row -> row.campaign);
    }

    @Override
    public Map<CampaignStatus, Long> countByStatus() {
        synchronized (tables) {
            return all().collect(Collectors.groupingBy(Campaign::status, Collectors.counting()));
        }
    }

    @Override
    public List<Campaign> list(CampaignQuery query) {
        Comparator<CampaignPosition> order = query.sort().comparator();
        CampaignPosition after = query.after();
        synchronized (tables) {
            return all().filter(campaign -> query.filter().matches(campaign, query.now()))
                    .filter(campaign -> after == null || order.compare(CampaignPosition.of(campaign), after) > 0)
                    .sorted(Comparator.comparing(CampaignPosition::of, order))
                    .limit(query.limit())
                    .toList();
        }
    }

    @Override
    public List<Campaign> lastCompleted(String channel, long minAudience, Instant finishedBefore, int limit) {
        synchronized (tables) {
            return all().filter(campaign -> campaign.status() == CampaignStatus.COMPLETED
                            && campaign.channel().equals(channel)
                            && campaign.audience() >= minAudience
                            && campaign.maxRate() == null
                            && campaign.startedAt() != null
                            && finishedAt(campaign).isBefore(finishedBefore))
                    .sorted(Comparator.comparing(MemoryCampaigns::finishedAt).reversed())
                    .limit(limit)
                    .toList();
        }
    }

    private static Instant finishedAt(Campaign campaign) {
        return Objects.requireNonNull(campaign.finishedAt());
    }

    @Override
    public List<Campaign> lease(String owner, Instant now, Duration ttl, int limit) {
        synchronized (tables) {
            List<Campaign> leased = new ArrayList<>();
            for (CampaignRow row : tables.campaigns.values()) {
                if (leased.size() < limit && isDue(row.campaign, now) && isFree(row, owner, now, ttl)) {
                    row.leaseOwner = owner;
                    row.leaseUntil = now.plus(ttl);
                    leased.add(row.campaign);
                }
            }
            return leased;
        }
    }

    private static boolean isDue(Campaign campaign, Instant now) {
        boolean isCancelled = campaign.status() == CampaignStatus.CANCELLED;
        boolean needsPlan = !campaign.isPlanned();
        return campaign.finishedAt() == null
                && (needsPlan || isCancelled || campaign.status() != CampaignStatus.PAUSED)
                && (needsPlan && campaign.schedule().audienceTime() != AudienceTime.AT_START
                        || isCancelled
                        || !campaign.schedule().isEarly(now));
    }

    private static boolean isFree(CampaignRow row, String owner, Instant now, Duration ttl) {
        return row.leaseOwner == null
                || row.leaseOwner.equals(owner)
                || Objects.requireNonNull(row.leaseUntil).isBefore(now)
                || row.leaseUntil.isAfter(now.plus(ttl).plus(CLOCKS_DIFFER));
    }

    @Override
    public void release(String owner) {
        synchronized (tables) {
            tables.campaigns.values().stream()
                    .filter(row -> owner.equals(row.leaseOwner))
                    .forEach(row -> row.leaseOwner = null);
        }
    }

    @Override
    public boolean move(
            String id, Set<CampaignStatus> from, CampaignStatus to, Instant at, Precondition<Campaign> precondition) {
        to.requireReachableFrom(from);
        synchronized (tables) {
            CampaignRow row = tables.campaigns.get(id);
            if (row == null) {
                return false;
            }
            precondition.check(row.campaign);
            if (!from.contains(row.campaign.status())) {
                return false;
            }
            row.status(to, row.campaign.startedAt(), to == CampaignStatus.COMPLETED ? at : row.campaign.finishedAt());
            return true;
        }
    }

    @Override
    public boolean change(String id, CampaignChange change, Precondition<Campaign> precondition) {
        synchronized (tables) {
            CampaignRow row = tables.campaigns.get(id);
            if (row == null) {
                return false;
            }
            precondition.check(row.campaign);
            if (change.start() != null && !change.start().isPossible(row.campaign)) {
                return false;
            }
            row.campaign = change.of(row.campaign);
            return true;
        }
    }
}
