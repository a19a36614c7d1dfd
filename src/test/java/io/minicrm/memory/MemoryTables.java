package io.minicrm.memory;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.MessageKey;
import io.minicrm.campaign.Progress;
import io.minicrm.chunk.Chunk;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rows of all ports. Every port locks this object for each of its acts. */
final class MemoryTables {

    /** In the order of creation. */
    final Map<String, CampaignRow> campaigns = new LinkedHashMap<>();

    /** A chunk is in here once for each touch. */
    final List<ChunkRow> touched = new ArrayList<>();

    @Nullable
    CampaignRow planned(String campaignId) {
        CampaignRow row = campaigns.get(campaignId);
        return row != null && row.campaign.isPlanned() ? row : null;
    }

    /** A campaign with its plan and its messages. */
    static final class CampaignRow {

        Campaign campaign;
        List<ChunkRow> chunks = List.of();
        int nextChunk;

        @Nullable
        String leaseOwner;

        @Nullable
        Instant leaseUntil;

        final Set<String> deadLetters = new HashSet<>();
        final NavigableMap<String, DeliveryRow> deliveries = new TreeMap<>();

        CampaignRow(Campaign campaign) {
            this.campaign = campaign;
        }

        void status(CampaignStatus status, @Nullable Instant startedAt, @Nullable Instant finishedAt) {
            Progress before = campaign.progress();
            progress(new Progress(
                    status, before.audience(), before.chunks(), before.plannedAt(), startedAt, finishedAt));
        }

        void progress(Progress progress) {
            campaign = new Campaign(
                    campaign.id(),
                    campaign.content(),
                    campaign.pace(),
                    campaign.schedule(),
                    campaign.origin(),
                    progress);
        }

        void runAgain() {
            status(
                    campaign.status() == CampaignStatus.COMPLETED ? CampaignStatus.RUNNING : campaign.status(),
                    campaign.startedAt(),
                    null);
        }
    }

    /** A chunk with its progress. */
    static final class ChunkRow {

        final CampaignRow campaign;
        final Chunk chunk;
        final Set<String> duplicates = new HashSet<>();

        @Nullable
        Instant publishedAt;

        int republished;

        @Nullable
        Instant republishedAt;

        @Nullable
        Instant republishAt;

        @Nullable
        Instant nextAttemptAt;

        /** By the place of the status among {@link DeliveryStatus#values}. */
        long[] tally = new long[DeliveryStatus.values().length];

        ChunkRow(CampaignRow campaign, Chunk chunk) {
            this.campaign = campaign;
            this.chunk = chunk;
        }

        long count(DeliveryStatus status) {
            return tally[status.ordinal()];
        }

        long sent() {
            return count(DeliveryStatus.SENT) + count(DeliveryStatus.DELIVERED) + count(DeliveryStatus.BOUNCED);
        }

        long settled() {
            return sent()
                    + count(DeliveryStatus.UNKNOWN)
                    + count(DeliveryStatus.SKIPPED)
                    + count(DeliveryStatus.FAILED);
        }

        /** Counts the rows of the chunk's range of leads. */
        void recount() {
            tally = new long[DeliveryStatus.values().length];
            nextAttemptAt = null;
            for (DeliveryRow row : rows()) {
                tally[row.status.ordinal()]++;
                if (row.status.isWaiting() && row.nextAttemptAt != null) {
                    nextAttemptAt = nextAttemptAt == null || row.nextAttemptAt.isBefore(nextAttemptAt)
                            ? row.nextAttemptAt
                            : nextAttemptAt;
                }
            }
        }

        Iterable<DeliveryRow> rows() {
            List<String> leads = chunk.leadIds();
            return campaign.deliveries
                    .subMap(leads.getFirst(), true, leads.getLast(), true)
                    .values();
        }
    }

    /** One row of the delivery log. */
    static final class DeliveryRow {

        final MessageKey key;
        final int chunkIndex;
        DeliveryStatus status = DeliveryStatus.SENDING;
        int round;
        int failures;

        @Nullable
        String providerMessageId;

        @Nullable
        String error;

        String claim;
        Instant claimedAt;
        Instant updatedAt;

        @Nullable
        Instant nextAttemptAt;

        @Nullable
        String heldBy;

        boolean maybeSent;

        DeliveryRow(MessageKey key, int chunkIndex, int round, String claim, Instant now) {
            this.key = key;
            this.chunkIndex = chunkIndex;
            this.round = round;
            this.claim = claim;
            this.claimedAt = now;
            this.updatedAt = now;
        }

        Delivery delivery() {
            return new Delivery(
                    key,
                    chunkIndex,
                    status,
                    round,
                    failures,
                    providerMessageId,
                    error,
                    claimedAt,
                    updatedAt,
                    nextAttemptAt,
                    heldBy,
                    maybeSent);
        }
    }
}
