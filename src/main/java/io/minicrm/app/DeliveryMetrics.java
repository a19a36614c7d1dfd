package io.minicrm.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.minicrm.delivery.Channel.SendResult;
import io.minicrm.delivery.Deliveries.Claim;
import io.minicrm.delivery.DeliveryObserver;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Receipt;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts claims, sends, receipts and recounts. No meter is of a single campaign. */
final class DeliveryMetrics implements DeliveryObserver {

    private final MeterRegistry meters;

    DeliveryMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void claimed(List<Claim> answers) {
        int granted = 0;
        int uncertain = 0;
        int stale = 0;
        for (Claim answer : answers) {
            switch (answer) {
                case Claim.Granted yours -> granted++;
                case Claim.Uncertain unclear -> uncertain++;
                case Claim.Stale late -> stale++;
            }
        }
        countClaims("granted", granted);
        countClaims("uncertain", uncertain);
        countClaims("stale", stale);
    }

    private void countClaims(String answer, int count) {
        meters.counter("minicrm.claims", "answer", answer).increment(count);
    }

    @Override
    public void sent(String channel, @Nullable SendResult result, Duration took) {
        Timer.builder("minicrm.sends")
                .description("How long each send takes, by channel and outcome")
                .tag("channel", channel)
                .tag("answer", result == null ? "none" : outcome(result))
                .register(meters)
                .record(took);
    }

    private static String outcome(SendResult result) {
        return switch (result) {
            case SendResult.Accepted accepted -> "accepted";
            case SendResult.Rejected rejected -> "rejected";
            case SendResult.Transient trouble -> "transient";
            case SendResult.Unable unable -> "unable";
            case SendResult.Uncertain unclear -> "uncertain";
        };
    }

    @Override
    public void received(List<Receipt> receipts) {
        Map<DeliveryStatus, Integer> counts = new EnumMap<>(DeliveryStatus.class);
        receipts.forEach(receipt -> counts.merge(receipt.status(), 1, Integer::sum));
        counts.forEach((status, count) ->
                meters.counter("minicrm.receipts", "status", status.code()).increment(count));
    }

    @Override
    public void recounted(int touches) {
        meters.counter("minicrm.recounts").increment(touches);
    }

    @Override
    public void republished(int chunks, int messages) {
        meters.counter("minicrm.republished.chunks").increment(chunks);
        meters.counter("minicrm.republished.messages").increment(messages);
    }

    @Override
    public void foreign(String topic, int records) {
        meters.counter("minicrm.foreign.records", "topic", topic).increment(records);
    }
}
