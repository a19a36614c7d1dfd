package io.minicrm.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.minicrm.delivery.CampaignStats;
import io.minicrm.delivery.DeliveryLog;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Receipt;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts what the workers ask of the delivery log. */
final class MeteredDeliveryLog implements DeliveryLog {

    private final DeliveryLog deliveryLog;
    private final MeterRegistry meters;

    MeteredDeliveryLog(DeliveryLog deliveryLog, MeterRegistry meters) {
        this.deliveryLog = deliveryLog;
        this.meters = meters;
    }

    @Override
    public List<Claim> claim(List<ClaimRequest> requests, String token, Instant now) {
        List<Claim> claims = deliveryLog.claim(requests, token, now);
        int granted = 0;
        int uncertain = 0;
        for (Claim claim : claims) {
            switch (claim) {
                case Claim.Granted yours -> granted++;
                case Claim.Uncertain unclear -> uncertain++;
                case Claim.Stale late -> {}
            }
        }
        countClaims("granted", granted);
        countClaims("uncertain", uncertain);
        countClaims("stale", claims.size() - granted - uncertain);
        return claims;
    }

    private void countClaims(String answer, int count) {
        meters.counter("minicrm.claims", "answer", answer).increment(count);
    }

    /** Receipts as they come: repeats count again, and one message has several on its way. */
    @Override
    public int apply(List<Receipt> receipts) {
        int found = deliveryLog.apply(receipts);
        Map<DeliveryStatus, Integer> counts = new EnumMap<>(DeliveryStatus.class);
        receipts.forEach(receipt -> counts.merge(receipt.status(), 1, Integer::sum));
        counts.forEach((status, count) ->
                meters.counter("minicrm.receipts", "status", status.wireName()).increment(count));
        return found;
    }

    @Override
    public int recount(int limit, Instant now) {
        int taken = deliveryLog.recount(limit, now);
        meters.counter("minicrm.recounts").increment(taken);
        return taken;
    }

    @Override
    public void touch(String campaignId) {
        deliveryLog.touch(campaignId);
    }

    @Override
    public void touchUnfinished() {
        deliveryLog.touchUnfinished();
    }

    @Override
    public void noteDeadLetter(String campaignId, String topic, int partition, long offset) {
        deliveryLog.noteDeadLetter(campaignId, topic, partition, offset);
    }

    @Override
    public Survey survey(String campaignId, Instant since, int maxReasons) {
        return deliveryLog.survey(campaignId, since, maxReasons);
    }

    @Override
    public long reopen(String campaignId, Set<DeliveryStatus> statuses, Instant now) {
        return deliveryLog.reopen(campaignId, statuses, now);
    }

    @Override
    public List<CampaignStats> stats(Set<String> campaignIds) {
        return deliveryLog.stats(campaignIds);
    }

    @Override
    public List<Delivery> deliveries(
            String campaignId, @Nullable DeliveryStatus status, @Nullable String afterLeadId, int limit) {
        return deliveryLog.deliveries(campaignId, status, afterLeadId, limit);
    }

    @Override
    public List<Delivery> deliveriesTo(String leadId, @Nullable String beforeCampaignId, int limit) {
        return deliveryLog.deliveriesTo(leadId, beforeCampaignId, limit);
    }
}
