package io.minicrm.channel;

import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.ReceiptPublisher;
import io.minicrm.lead.Lead;
import io.minicrm.lead.MadeUpAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A provider inside the process, for demos and tests. It answers like a provider and publishes its delivery receipts
 * later, from a thread of its own.
 *
 * <p>The result of a message depends only on the seed and on its {@code send_id}. So a run can be repeated exactly, and
 * a message that is sent again gets the same answer, which makes the simulator idempotent.
 */
public final class Simulator implements StartedChannel {

    /** The name by which campaigns select this channel. */
    public static final String NAME = "simulator";

    private static final Logger log = LoggerFactory.getLogger(Simulator.class);
    private static final int RECEIPTS_PER_BATCH = 5_000;
    /** Collects receipts into batches, because each batch costs a round trip to the broker. */
    private static final Duration BETWEEN_BATCHES = Duration.ofMillis(50);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final SimulatorSettings settings;
    private final ReceiptPublisher receipts;
    private final Clock clock;
    private final DelayQueue<Pending> pending = new DelayQueue<>();
    private final Set<String> failedOnce = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    public Simulator(SimulatorSettings settings, ReceiptPublisher receipts, Clock clock) {
        this.settings = settings;
        this.receipts = receipts;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("simulator-receipts").daemon().start(this::sendReceipts);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean isIdempotent() {
        return true;
    }

    @Override
    public @Nullable String addressOf(Lead lead) {
        return EmailOrPhone.of(lead);
    }

    /** Nothing leaves the process, so made-up addresses can be tried out here, and only here. */
    @Override
    public boolean isAddress(String text) {
        return EmailOrPhone.isOne(text) || MadeUpAddress.is(text);
    }

    @Override
    public SendResult send(OutboundMessage message) throws InterruptedException {
        if (settings.latency().isPositive()) {
            Thread.sleep(settings.latency());
        }
        if (chance(message, "transient") < settings.transientRate() && failedOnce.add(message.sendId())) {
            return new SendResult.Transient("simulated: try again later", null);
        }
        failedOnce.remove(message.sendId());
        if (chance(message, "failure") < settings.failureRate()) {
            return new SendResult.Rejected("simulated: mailbox unavailable");
        }
        String providerMessageId = "sim-" + message.sendId();
        pending.add(pending(message, providerMessageId));
        return new SendResult.Accepted(providerMessageId);
    }

    private Pending pending(OutboundMessage message, String providerMessageId) {
        boolean bounces = chance(message, "bounce") < settings.bounceRate();
        long delay = (long) (chance(message, "delay") * settings.receiptDelay().toNanos());
        Receipt receipt = Receipt.callback(
                message.key(),
                bounces ? DeliveryStatus.BOUNCED : DeliveryStatus.DELIVERED,
                NAME,
                providerMessageId,
                bounces ? "simulated: no such mailbox" : null,
                clock.instant().plusNanos(delay).truncatedTo(ChronoUnit.MILLIS));
        return new Pending(System.nanoTime() + delay, receipt);
    }

    /** A number from 0 to 1 that depends only on the seed, the message and the question. */
    private double chance(OutboundMessage message, String question) {
        long hash = settings.seed();
        hash = mix(hash ^ question.hashCode());
        hash = mix(hash ^ message.sendId().hashCode());
        hash = mix(hash ^ Long.parseUnsignedLong(message.sendId(), 0, 16, 16));
        return (hash >>> 11) * 0x1.0p-53;
    }

    /** The finalizer of SplitMix64, which spreads similar inputs over all outputs. */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private void sendReceipts() {
        try {
            while (true) {
                List<Pending> due = new ArrayList<>();
                due.add(pending.take());
                Thread.sleep(BETWEEN_BATCHES);
                pending.drainTo(due, RECEIPTS_PER_BATCH);
                publish(due.stream().map(Pending::receipt).toList());
            }
        } catch (InterruptedException closed) {
            log.debug("The simulator is closed");
        }
    }

    private void publish(List<Receipt> due) throws InterruptedException {
        while (true) {
            try {
                receipts.publish(due);
                return;
            } catch (RuntimeException failure) {
                log.warn("The simulator cannot publish its receipts and will try again: {}", failure.toString());
                Thread.sleep(AFTER_FAILURE);
            }
        }
    }

    /** Discards the receipts that are not due yet. */
    @Override
    public void close() {
        thread.interrupt();
    }

    private record Pending(long dueAt, Receipt receipt) implements Delayed {

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueAt - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(dueAt - ((Pending) other).dueAt, 0);
        }
    }
}
