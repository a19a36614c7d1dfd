package io.minicrm.memory;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.Campaigns;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.RepublishPause;
import io.minicrm.delivery.StalledChunks;
import io.minicrm.delivery.StalledMessages;
import io.minicrm.memory.MemoryTables.CampaignRow;
import io.minicrm.memory.MemoryTables.ChunkRow;
import io.minicrm.memory.MemoryTables.DeliveryRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

final class MemoryStalledChunks implements StalledChunks {

    private final MemoryTables tables;

    MemoryStalledChunks(MemoryTables tables) {
        this.tables = tables;
    }

    @Override
    public List<StalledChunk> take(Instant stillSince, Instant now, Duration taken, int limit) {
        Instant ahead = now.plus(Campaigns.CLOCKS_DIFFER);
        Instant restsAhead = ahead.plus(RepublishPause.longest(taken));
        synchronized (tables) {
            return tables.campaigns.values().stream()
                    .filter(row -> row.campaign.finishedAt() == null
                            && row.campaign.isPlanned()
                            && row.campaign.status() != CampaignStatus.PAUSED)
                    .flatMap(row -> row.chunks.stream())
                    .filter(chunk -> isStill(chunk, stillSince, ahead) && hasRested(chunk, now, restsAhead))
                    .sorted(Comparator.comparing(chunk -> Objects.requireNonNull(chunk.publishedAt)))
                    .limit(limit)
                    .map(chunk -> taken(chunk, stillSince, ahead, now.plus(taken)))
                    .toList();
        }
    }

    private static boolean isStill(ChunkRow chunk, Instant stillSince, Instant ahead) {
        return chunk.publishedAt != null
                && isLongAgo(chunk.publishedAt, stillSince, ahead)
                && isLongAgo(chunk.republishedAt, stillSince, ahead)
                && chunk.chunk.leadIds().size()
                        > chunk.settled()
                                + chunk.count(DeliveryStatus.POSTPONED)
                                + chunk.count(DeliveryStatus.RETRYING);
    }

    private static boolean hasRested(ChunkRow chunk, Instant now, Instant restsAhead) {
        return chunk.republishAt == null
                || !chunk.republishAt.isAfter(now)
                || chunk.republished <= RepublishPause.TIMES_BEFORE_DOUBLING && chunk.republishAt.isAfter(restsAhead);
    }

    private static boolean isLongAgo(@Nullable Instant time, Instant stillSince, Instant ahead) {
        return time == null || time.isBefore(stillSince) || time.isAfter(ahead);
    }

    private static StalledChunk taken(ChunkRow chunk, Instant stillSince, Instant ahead, Instant until) {
        chunk.republishAt = until;
        var messages = new StalledMessages(chunk.chunk.jobId(), chunk.chunk.createdAt());
        for (String lead : chunk.chunk.leadIds()) {
            DeliveryRow row = chunk.campaign.deliveries.get(lead);
            if (row == null) {
                messages.addUnclaimed(lead);
            } else if (row.status == DeliveryStatus.SENDING && isLongAgo(row.updatedAt, stillSince, ahead)) {
                messages.addSending(lead, row.round, row.failures);
            }
        }
        return messages.chunk(chunk.chunk.campaignId(), chunk.chunk.index(), chunk.republished);
    }

    @Override
    public void markRepublished(List<Republication> republications, Instant at) {
        synchronized (tables) {
            for (Republication republication : republications) {
                CampaignRow campaign = tables.campaigns.get(republication.campaignId());
                if (campaign != null) {
                    ChunkRow chunk = campaign.chunks.get(republication.index());
                    chunk.republished++;
                    chunk.republishedAt = at;
                    chunk.republishAt = republication.next();
                }
            }
        }
    }

    @Override
    public Republished republished(String campaignId) {
        synchronized (tables) {
            CampaignRow campaign = tables.campaigns.get(campaignId);
            List<ChunkRow> chunks = (campaign == null ? Stream.<ChunkRow>empty() : campaign.chunks.stream())
                    .filter(chunk -> chunk.republished > 0)
                    .toList();
            return new Republished(
                    chunks.size(),
                    chunks.stream()
                            .map(chunk -> Objects.requireNonNull(chunk.republishedAt))
                            .max(Comparator.naturalOrder())
                            .orElse(null));
        }
    }
}
