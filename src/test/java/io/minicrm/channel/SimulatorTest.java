package io.minicrm.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.Channel.OutboundMessage;
import io.minicrm.delivery.Channel.SendResult;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Receipt;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulatorTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final int MANY = 2_000;

    private final Queue<Receipt> receipts = new ConcurrentLinkedQueue<>();

    @Test
    void theSameSeedGivesTheSameResultsAndAnotherSeedOthers() throws Exception {
        List<SendResult> first = sendAll(settings(1, 0.3, 0, 0));

        assertThat(sendAll(settings(1, 0.3, 0, 0))).isEqualTo(first);
        assertThat(sendAll(settings(2, 0.3, 0, 0))).isNotEqualTo(first);
    }

    @Test
    void theFailureRateIsTheShareOfRejectedMessages() throws Exception {
        assertThat(shareOf(SendResult.Rejected.class, sendAll(settings(1, 0.3, 0, 0))))
                .isCloseTo(0.3, within(0.05));
        assertThat(shareOf(SendResult.Rejected.class, sendAll(settings(1, 0, 0, 0))))
                .isZero();
        assertThat(shareOf(SendResult.Rejected.class, sendAll(settings(1, 1, 0, 0))))
                .isEqualTo(1);
    }

    @Test
    void aTemporaryFailureConcernsTheFirstAttemptOnly() throws Exception {
        try (Simulator simulator = simulator(settings(1, 0, 1, 0))) {
            assertThat(simulator.send(message(1))).isInstanceOf(SendResult.Transient.class);
            assertThat(simulator.send(message(1))).isInstanceOf(SendResult.Accepted.class);
        }
    }

    @Test
    void aMessageThatIsSentAgainHasTheSameIdAtTheProvider() throws Exception {
        try (Simulator simulator = simulator(settings(1, 0, 0, 0))) {
            assertThat(simulator.isIdempotent()).isTrue();
            assertThat(simulator.send(message(1))).isEqualTo(simulator.send(message(1)));
            assertThat(simulator.send(message(1))).isNotEqualTo(simulator.send(message(2)));
        }
    }

    @Test
    void everyAcceptedMessageGetsAReceiptWithinTheDelay() throws Exception {
        try (Simulator simulator = simulator(settings(1, 0.5, 0, 0.5))) {
            List<OutboundMessage> accepted = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                if (simulator.send(message(i)) instanceof SendResult.Accepted) {
                    accepted.add(message(i));
                }
            }

            await().until(() -> receipts.size() >= accepted.size());
            assertThat(receipts)
                    .extracting(Receipt::key)
                    .containsExactlyInAnyOrderElementsOf(
                            accepted.stream().map(OutboundMessage::key).toList());
            assertThat(receipts).allSatisfy(receipt -> {
                assertThat(receipt.at()).isBetween(NOW, NOW.plusMillis(50));
                assertThat(receipt.provider()).isEqualTo("simulator");
                assertThat(receipt.error() != null).isEqualTo(receipt.status() == DeliveryStatus.BOUNCED);
            });
            assertThat(receipts.stream()
                            .filter(receipt -> receipt.status() == DeliveryStatus.BOUNCED)
                            .count())
                    .isCloseTo(accepted.size() / 2, within(accepted.size() / 20L));
        }
    }

    @Test
    void receiptsThatCannotBePublishedArePublishedLater() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (Simulator simulator = new Simulator(
                settings(1, 0, 0, 0),
                batch -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new IllegalStateException("the broker is away");
                    }
                    receipts.addAll(batch);
                },
                CLOCK)) {
            simulator.send(message(1));

            await().until(() -> receipts.size() == 1);
            assertThat(calls).hasValue(2);
        }
    }

    @Test
    void ratesOutsideTheirRangeAreRefused() {
        assertThatThrownBy(() -> settings(1, 1.1, 0, 0)).hasMessageContaining("failure rate is 1.1");
        assertThatThrownBy(() -> settings(1, 0, -0.1, 0)).hasMessageContaining("transient rate is -0.1");
        assertThatThrownBy(() -> settings(1, 0, 0, Double.NaN)).hasMessageContaining("bounce rate is NaN");
    }

    private static double shareOf(Class<? extends SendResult> kind, List<SendResult> results) {
        return results.stream().filter(kind::isInstance).count() / (double) results.size();
    }

    private List<SendResult> sendAll(SimulatorSettings settings) throws InterruptedException {
        try (Simulator simulator = simulator(settings)) {
            List<SendResult> results = new ArrayList<>();
            for (int i : IntStream.range(0, MANY).toArray()) {
                results.add(simulator.send(message(i)));
            }
            return results;
        }
    }

    private Simulator simulator(SimulatorSettings settings) {
        return new Simulator(settings, receipts::addAll, CLOCK);
    }

    private static SimulatorSettings settings(long seed, double failureRate, double transientRate, double bounceRate) {
        return new SimulatorSettings(
                seed, failureRate, transientRate, bounceRate, Duration.ZERO, Duration.ofMillis(50));
    }

    private static OutboundMessage message(int lead) {
        return new OutboundMessage(MessageKey.of("campaign-1", "lead-" + lead), "ann@example.com", Map.of(), "Hi");
    }
}
