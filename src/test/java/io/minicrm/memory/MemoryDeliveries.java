package io.minicrm.memory;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.delivery.Deliveries;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryFilter;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.NotSentAgain;
import io.minicrm.delivery.PastAttempts;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.ReceiptRounds;
import io.minicrm.memory.MemoryTables.CampaignRow;
import io.minicrm.memory.MemoryTables.ChunkRow;
import io.minicrm.memory.MemoryTables.DeliveryRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

final class MemoryDeliveries implements Deliveries {

    private final MemoryTables tables;

    MemoryDeliveries(MemoryTables tables) {
        this.tables = tables;
    }

    @Override
    public List<Claim> claim(List<ClaimRequest> requests, String token, Instant now) {
        synchronized (tables) {
            return requests.stream().map(request -> claim(request, token, now)).toList();
        }
    }

    private Claim claim(ClaimRequest request, String token, Instant now) {
        CampaignRow campaign = tables.campaigns.get(request.campaignId());
        if (campaign == null) {
            return new Claim.Stale();
        }
        DeliveryRow row = campaign.deliveries.get(request.leadId());
        if (row == null) {
            campaign.deliveries.put(
                    request.leadId(),
                    new DeliveryRow(request.key(), request.chunkIndex(), request.round(), token, now));
            return new Claim.Granted(PastAttempts.NONE);
        }
        boolean isSending = row.status == DeliveryStatus.SENDING && row.round == request.round();
        if (row.status.isWaiting() && row.round < request.round() || isSending && row.claim.equals(token)) {
            row.status = DeliveryStatus.SENDING;
            row.round = request.round();
            row.claim = token;
            row.claimedAt = now;
            row.updatedAt = now;
            row.nextAttemptAt = null;
            row.error = null;
            row.heldBy = null;
            return new Claim.Granted(new PastAttempts(row.failures, row.maybeSent));
        }
        row.maybeSent |= isSending;
        return isSending ? new Claim.Uncertain(new PastAttempts(row.failures, true)) : new Claim.Stale();
    }

    @Override
    public int apply(List<Receipt> receipts) {
        synchronized (tables) {
            int found = 0;
            Set<ChunkRow> chunks = new LinkedHashSet<>();
            for (List<Receipt> round : ReceiptRounds.of(receipts)) {
                for (Receipt receipt : round) {
                    CampaignRow campaign = tables.campaigns.get(receipt.campaignId());
                    DeliveryRow row = campaign == null ? null : campaign.deliveries.get(receipt.leadId());
                    if (campaign != null && row != null) {
                        found++;
                        climb(row, receipt);
                        chunks.add(campaign.chunks.get(row.chunkIndex));
                    }
                }
            }
            tables.touched.addAll(chunks);
            return found;
        }
    }

    private static void climb(DeliveryRow row, Receipt receipt) {
        if (climbs(row, receipt)) {
            take(row, receipt);
        }
        row.maybeSent |= receipt.maybeSent() && !row.status.isSent();
        if (row.status == DeliveryStatus.SKIPPED && row.maybeSent) {
            row.status = DeliveryStatus.UNKNOWN;
            row.error = NotSentAgain.insteadOfSkipped(row.error);
        }
    }

    private static void take(DeliveryRow row, Receipt receipt) {
        row.status = receipt.status();
        row.updatedAt = receipt.at();
        row.error = receipt.error();
        row.nextAttemptAt = receipt.nextAttemptAt();
        row.heldBy = receipt.heldBy();
        row.maybeSent |= receipt.maybeSent();
        Integer round = receipt.round();
        row.round = round == null ? row.round : Math.max(row.round, round);
        row.failures = Objects.requireNonNullElse(receipt.failures(), row.failures);
        row.providerMessageId =
                receipt.providerMessageId() == null ? row.providerMessageId : receipt.providerMessageId();
    }

    private static boolean climbs(DeliveryRow row, Receipt receipt) {
        boolean isHigher = receipt.status().compareTo(row.status) > 0;
        Integer round = receipt.round();
        if (receipt.status().isSent()) {
            return isHigher;
        }
        if (row.status.isSent()) {
            return false;
        }
        return round == null || round == row.round ? isHigher : round > row.round;
    }

    @Override
    public List<LimitWait> waitingForLimits() {
        synchronized (tables) {
            return tables.campaigns.values().stream()
                    .map(row -> row.campaign)
                    .filter(campaign -> campaign.finishedAt() == null
                            && campaign.status() != CampaignStatus.PAUSED
                            && campaign.status() != CampaignStatus.CANCELLED)
                    .flatMap(campaign -> rows(campaign.id())
                            .filter(row -> row.status == DeliveryStatus.POSTPONED && row.heldBy != null)
                            .collect(Collectors.groupingBy(
                                    row -> Objects.requireNonNull(row.heldBy), Collectors.counting()))
                            .entrySet()
                            .stream()
                            .map(held -> new LimitWait(campaign.id(), held.getKey(), held.getValue())))
                    .toList();
        }
    }

    @Override
    public Unsettled unsettled(String campaignId) {
        synchronized (tables) {
            CampaignRow campaign = tables.campaigns.get(campaignId);
            long counted = campaign == null
                    ? 0
                    : campaign.chunks.stream().mapToLong(ChunkRow::settled).sum();
            Map<String, Long> postponed = rows(campaignId)
                    .filter(row -> row.status == DeliveryStatus.POSTPONED && row.error != null)
                    .collect(Collectors.groupingBy(row -> Objects.requireNonNull(row.error), Collectors.counting()));
            return new Unsettled(
                    rows(campaignId).filter(row -> row.status.isSettled()).count() - counted,
                    rows(campaignId)
                            .filter(row -> row.status.isWaiting())
                            .map(row -> row.nextAttemptAt)
                            .filter(Objects::nonNull)
                            .min(Comparator.naturalOrder())
                            .orElse(null),
                    postponed.entrySet().stream()
                            .map(each -> new Reason(DeliveryStatus.POSTPONED, each.getKey(), each.getValue()))
                            .sorted(Comparator.comparingLong(Reason::count).reversed())
                            .toList());
        }
    }

    @Override
    public Survey survey(String campaignId, Instant since, int maxReasons) {
        synchronized (tables) {
            List<DeliveryRow> rows = rows(campaignId).toList();
            Map<Reason, Long> reasons = rows.stream()
                    .filter(row -> row.error != null)
                    .collect(Collectors.groupingBy(
                            row -> new Reason(row.status, Objects.requireNonNull(row.error), 0),
                            Collectors.counting()));
            return new Survey(
                    rows.stream().filter(row -> !row.claimedAt.isBefore(since)).count(),
                    reasons.entrySet().stream()
                            .map(reason -> new Reason(
                                    reason.getKey().status(), reason.getKey().error(), reason.getValue()))
                            .sorted(Comparator.comparingLong(Reason::count)
                                    .reversed()
                                    .thenComparing(Reason::status)
                                    .thenComparing(Reason::error))
                            .limit(maxReasons)
                            .toList());
        }
    }

    private Stream<DeliveryRow> rows(String campaignId) {
        CampaignRow campaign = tables.campaigns.get(campaignId);
        return campaign == null ? Stream.empty() : campaign.deliveries.values().stream();
    }

    @Override
    public long reopen(String campaignId, Set<DeliveryStatus> statuses, Instant now) {
        synchronized (tables) {
            CampaignRow campaign = tables.campaigns.get(campaignId);
            if (campaign == null || campaign.campaign.status() == CampaignStatus.CANCELLED) {
                return 0;
            }
            Set<ChunkRow> chunks = new LinkedHashSet<>();
            List<DeliveryRow> opened = new ArrayList<>();
            for (DeliveryRow row : campaign.deliveries.values()) {
                if (statuses.contains(row.status)) {
                    row.maybeSent |= row.status == DeliveryStatus.UNKNOWN;
                    row.status = DeliveryStatus.RETRYING;
                    row.round++;
                    row.failures = 0;
                    row.nextAttemptAt = now;
                    row.updatedAt = now;
                    opened.add(row);
                    chunks.add(campaign.chunks.get(row.chunkIndex));
                }
            }
            chunks.forEach(ChunkRow::recount);
            if (!opened.isEmpty()) {
                campaign.runAgain();
            }
            return opened.size();
        }
    }

    @Override
    public List<Delivery> find(String campaignId, DeliveryFilter filter, @Nullable String afterLeadId, int limit) {
        synchronized (tables) {
            return range(campaignId, filter)
                    .filter(row -> matches(row, filter))
                    .filter(row -> afterLeadId == null || row.key.leadId().compareTo(afterLeadId) > 0)
                    .limit(limit)
                    .map(DeliveryRow::delivery)
                    .toList();
        }
    }

    @Override
    public Count count(String campaignId, DeliveryFilter filter, int maxExamined) {
        synchronized (tables) {
            int examined =
                    filter.isAboutStatusesOnly() && isCounted(campaignId, filter) ? Integer.MAX_VALUE : maxExamined;
            return new Count(
                    range(campaignId, filter)
                            .limit(examined)
                            .filter(row -> matches(row, filter))
                            .count(),
                    range(campaignId, filter).count() <= examined);
        }
    }

    private boolean isCounted(String campaignId, DeliveryFilter filter) {
        CampaignRow campaign = tables.campaigns.get(campaignId);
        return campaign == null
                || tables.touched.stream().noneMatch(chunk -> chunk.campaign == campaign)
                        && (!filter.wantsUnsettled()
                                || campaign.chunks.stream()
                                        .allMatch(chunk -> chunk.settled()
                                                == chunk.chunk.leadIds().size()));
    }

    private Stream<DeliveryRow> range(String campaignId, DeliveryFilter filter) {
        return rows(campaignId)
                .filter(row -> filter.chunkIndex() == null || row.chunkIndex == filter.chunkIndex())
                .filter(row -> filter.leadId() == null || row.key.leadId().equals(filter.leadId()));
    }

    private static boolean matches(DeliveryRow row, DeliveryFilter filter) {
        return filter.wants(row.status)
                && (filter.error() == null
                        || (row.error != null && filter.storedErrors().contains(row.error)));
    }

    @Override
    public List<Delivery> ofLead(String leadId, @Nullable String beforeCampaignId, int limit) {
        synchronized (tables) {
            return tables.campaigns.values().stream()
                    .map(campaign -> campaign.deliveries.get(leadId))
                    .filter(Objects::nonNull)
                    .filter(row ->
                            beforeCampaignId == null || row.key.campaignId().compareTo(beforeCampaignId) < 0)
                    .map(DeliveryRow::delivery)
                    .sorted(Comparator.comparing(Delivery::campaignId).reversed())
                    .limit(limit)
                    .toList();
        }
    }

    @Override
    public Map<String, Long> countReached(List<String> campaignIds, List<String> leadIds) {
        Map<String, Long> reached = new HashMap<>();
        for (String id : campaignIds) {
            long leads = leadIds.stream()
                    .filter(lead -> find(id, DeliveryFilter.ofLead(lead), null, 1).stream()
                            .anyMatch(delivery -> delivery.status().mayReach()))
                    .count();
            if (leads > 0) {
                reached.put(id, leads);
            }
        }
        return reached;
    }
}
