package io.minicrm.memory;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.Progress;
import io.minicrm.chunk.Chunk;
import io.minicrm.delivery.ChunkJob;
import io.minicrm.delivery.ChunkPlaces;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.PlannedChunk;
import io.minicrm.delivery.PlannedChunk.Place;
import io.minicrm.delivery.Plans;
import io.minicrm.memory.MemoryTables.CampaignRow;
import io.minicrm.memory.MemoryTables.ChunkRow;
import io.minicrm.memory.MemoryTables.DeliveryRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

final class MemoryPlans implements Plans {

    private static final Duration TAKEN = Duration.ofMinutes(1);

    private final MemoryTables tables;

    MemoryPlans(MemoryTables tables) {
        this.tables = tables;
    }

    @Override
    public Draft begin(String campaignId) {
        synchronized (tables) {
            CampaignRow campaign = tables.campaigns.get(campaignId);
            if (campaign == null) {
                throw new IllegalArgumentException("There is no campaign '%s' to plan".formatted(campaignId));
            }
            return new MemoryDraft(tables, campaign);
        }
    }

    private static final class MemoryDraft implements Draft {

        private final MemoryTables tables;
        private final CampaignRow campaign;
        private final List<ChunkRow> chunks = new ArrayList<>();
        private final ChunkPlaces places = new ChunkPlaces();

        MemoryDraft(MemoryTables tables, CampaignRow campaign) {
            this.tables = tables;
            this.campaign = campaign;
        }

        @Override
        public void append(List<Chunk> next) {
            next.forEach(chunk -> chunks.add(new ChunkRow(campaign, chunk)));
            places.add(next);
        }

        @Override
        public void markDuplicates(List<String> leadIds) {
            places.byChunk(leadIds)
                    .forEach((index, ids) -> chunks.get(index).duplicates.addAll(ids));
        }

        @Override
        public boolean complete(Instant at) {
            synchronized (tables) {
                if (campaign.campaign.isPlanned()) {
                    return false;
                }
                long leads = chunks.stream()
                        .mapToLong(row -> row.chunk.leadIds().size())
                        .sum();
                CampaignStatus status = campaign.campaign.status();
                campaign.chunks = List.copyOf(chunks);
                campaign.progress(new Progress(
                        leads == 0 && status != CampaignStatus.CANCELLED ? CampaignStatus.COMPLETED : status,
                        leads,
                        chunks.size(),
                        at,
                        campaign.campaign.startedAt(),
                        leads == 0 ? at : null));
                return true;
            }
        }

        @Override
        public void close() {
            chunks.clear();
        }
    }

    @Override
    public List<Chunk> unpublished(String campaignId, int limit) {
        synchronized (tables) {
            CampaignRow campaign = tables.planned(campaignId);
            return campaign == null
                    ? List.of()
                    : campaign.chunks.stream()
                            .skip(campaign.nextChunk)
                            .filter(row -> row.publishedAt == null)
                            .limit(limit)
                            .map(row -> row.chunk)
                            .toList();
        }
    }

    @Override
    public Map<Place, PlannedChunk> at(Collection<Place> places) {
        synchronized (tables) {
            Map<Place, PlannedChunk> found = new HashMap<>();
            for (Place place : places) {
                CampaignRow campaign = tables.planned(place.campaignId());
                if (campaign != null && place.index() < campaign.chunks.size()) {
                    found.put(place, planned(campaign.chunks.get(place.index())));
                }
            }
            return found;
        }
    }

    private static PlannedChunk planned(ChunkRow row) {
        return new PlannedChunk(row.chunk.jobId(), Set.copyOf(row.chunk.leadIds()), row.duplicates);
    }

    @Override
    public void markPublished(String campaignId, List<Chunk> chunks, Instant at) {
        synchronized (tables) {
            CampaignRow campaign = tables.campaigns.get(campaignId);
            if (campaign == null) {
                return;
            }
            campaign.nextChunk = Math.max(campaign.nextChunk, chunks.getLast().index() + 1);
            if (campaign.campaign.status() == CampaignStatus.QUEUED) {
                campaign.status(CampaignStatus.RUNNING, at, campaign.campaign.finishedAt());
            }
            for (Chunk chunk : chunks) {
                ChunkRow row = campaign.chunks.get(chunk.index());
                row.publishedAt = row.publishedAt == null ? at : row.publishedAt;
            }
        }
    }

    @Override
    public List<ChunkJob> takeDue(String campaignId, Instant dueBy, Instant now, int limit) {
        synchronized (tables) {
            CampaignRow campaign = tables.campaigns.get(campaignId);
            return campaign == null
                    ? List.of()
                    : campaign.chunks.stream()
                            .filter(row -> isBy(row.nextAttemptAt, dueBy))
                            .sorted(Comparator.comparing(row -> row.nextAttemptAt))
                            .limit(limit)
                            .sorted(Comparator.comparing(row -> row.chunk.index()))
                            .flatMap(row -> takeDue(row, dueBy, now.plus(TAKEN)).stream())
                            .toList();
        }
    }

    private static boolean isBy(@Nullable Instant time, Instant dueBy) {
        return time != null && !time.isAfter(dueBy);
    }

    private record Round(int number, int failures) {}

    private static List<ChunkJob> takeDue(ChunkRow chunk, Instant dueBy, Instant later) {
        Map<Round, List<String>> due = new LinkedHashMap<>();
        for (DeliveryRow row : chunk.rows()) {
            if (row.status.isWaiting() && isBy(row.nextAttemptAt, dueBy)) {
                row.nextAttemptAt = later;
                due.computeIfAbsent(new Round(row.round, row.failures), round -> new ArrayList<>())
                        .add(row.key.leadId());
            }
        }
        chunk.nextAttemptAt = later;
        return due.entrySet().stream()
                .map(job -> new ChunkJob(
                        chunk.chunk.jobId(),
                        chunk.chunk.campaignId(),
                        job.getValue(),
                        chunk.chunk.createdAt(),
                        chunk.chunk.index(),
                        job.getKey().failures() + 1,
                        job.getKey().number() + 1))
                .toList();
    }

    @Override
    public void recallPostponed(String campaignId, Instant postponedBefore, Instant now) {
        synchronized (tables) {
            CampaignRow campaign = tables.campaigns.get(campaignId);
            if (campaign == null) {
                return;
            }
            for (ChunkRow chunk : campaign.chunks) {
                for (DeliveryRow row : chunk.rows()) {
                    if (row.status == DeliveryStatus.POSTPONED
                            && !isBy(row.nextAttemptAt, now)
                            && row.updatedAt.isBefore(postponedBefore)) {
                        row.nextAttemptAt = now;
                        chunk.nextAttemptAt = now;
                    }
                }
            }
        }
    }

    @Override
    public void recallAhead(String campaignId, Instant ahead, Instant now) {
        synchronized (tables) {
            CampaignRow campaign = tables.campaigns.get(campaignId);
            if (campaign == null) {
                return;
            }
            for (ChunkRow chunk : campaign.chunks) {
                for (DeliveryRow row : chunk.rows()) {
                    if (row.status.isWaiting() && !isBy(row.nextAttemptAt, now) && row.updatedAt.isAfter(ahead)) {
                        row.nextAttemptAt = now;
                        row.updatedAt = now;
                        chunk.nextAttemptAt = now;
                    }
                }
            }
        }
    }
}
