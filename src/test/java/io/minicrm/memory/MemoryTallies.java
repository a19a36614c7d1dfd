package io.minicrm.memory;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.delivery.CampaignStats;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Tallies;
import io.minicrm.memory.MemoryTables.CampaignRow;
import io.minicrm.memory.MemoryTables.ChunkRow;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToLongFunction;

final class MemoryTallies implements Tallies {

    private static final int DEFERRED_AFTER_SECONDS = 60;

    private final MemoryTables tables;
    private final Clock clock;

    MemoryTallies(MemoryTables tables, Clock clock) {
        this.tables = tables;
        this.clock = clock;
    }

    @Override
    public int recount(int limit, Instant now) {
        synchronized (tables) {
            List<ChunkRow> taken = tables.touched.subList(0, Math.min(limit, tables.touched.size()));
            int count = taken.size();
            Set<CampaignRow> campaigns = new LinkedHashSet<>();
            for (ChunkRow chunk : new LinkedHashSet<>(taken)) {
                chunk.recount();
                campaigns.add(chunk.campaign);
            }
            taken.clear();
            campaigns.forEach(campaign -> finish(campaign, now));
            return count;
        }
    }

    private static void finish(CampaignRow row, Instant now) {
        Campaign campaign = row.campaign;
        boolean isSettled = campaign.audience() <= sum(row, ChunkRow::settled);
        if (campaign.finishedAt() == null && isSettled) {
            row.status(
                    campaign.status() == CampaignStatus.CANCELLED ? CampaignStatus.CANCELLED : CampaignStatus.COMPLETED,
                    campaign.startedAt(),
                    now);
        } else if (campaign.finishedAt() != null && !isSettled) {
            row.runAgain();
        }
    }

    private static long sum(CampaignRow campaign, ToLongFunction<ChunkRow> number) {
        return campaign.chunks.stream().mapToLong(number).sum();
    }

    @Override
    public void touch(String campaignId) {
        synchronized (tables) {
            CampaignRow campaign = tables.campaigns.get(campaignId);
            if (campaign != null) {
                tables.touched.addAll(campaign.chunks);
            }
        }
    }

    @Override
    public void touchUnfinished() {
        synchronized (tables) {
            tables.campaigns.values().stream()
                    .filter(campaign -> campaign.campaign.finishedAt() == null)
                    .forEach(campaign -> tables.touched.addAll(campaign.chunks));
        }
    }

    @Override
    public List<CampaignStats> stats(Set<String> campaignIds) {
        synchronized (tables) {
            return campaignIds.stream()
                    .map(tables.campaigns::get)
                    .filter(Objects::nonNull)
                    .map(this::stats)
                    .toList();
        }
    }

    private CampaignStats stats(CampaignRow campaign) {
        Instant deferredFrom = clock.instant().plusSeconds(DEFERRED_AFTER_SECONDS);
        return new CampaignStats(
                campaign.campaign.id(),
                campaign.campaign.audience(),
                sum(
                        campaign,
                        chunk -> chunk.publishedAt == null
                                ? 0
                                : chunk.chunk.leadIds().size()),
                sum(campaign, chunk -> chunk.count(DeliveryStatus.SENDING)),
                sum(campaign, chunk -> chunk.count(DeliveryStatus.POSTPONED)),
                sum(campaign, chunk -> chunk.count(DeliveryStatus.RETRYING)),
                sum(
                        campaign,
                        chunk -> chunk.nextAttemptAt == null || !chunk.nextAttemptAt.isAfter(deferredFrom)
                                ? 0
                                : chunk.count(DeliveryStatus.RETRYING)),
                sum(campaign, ChunkRow::sent),
                sum(campaign, chunk -> chunk.count(DeliveryStatus.DELIVERED)),
                sum(campaign, chunk -> chunk.count(DeliveryStatus.BOUNCED)),
                sum(campaign, chunk -> chunk.count(DeliveryStatus.FAILED)),
                sum(campaign, chunk -> chunk.count(DeliveryStatus.SKIPPED)),
                sum(campaign, chunk -> chunk.count(DeliveryStatus.UNKNOWN)),
                campaign.deadLetters.size());
    }
}
