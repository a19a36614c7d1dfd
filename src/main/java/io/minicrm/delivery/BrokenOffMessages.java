package io.minicrm.delivery;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of a sender whose sending ended in an unforeseen way, until each has an outcome.
 *
 * <p>Every message must get one: without it, its partition would never be committed past it. A process without open
 * files cannot even load a class, so the outcome is not decided where the sending broke off but later, and as often as
 * it takes.
 *
 * <p>Safe for use by many threads.
 */
final class BrokenOffMessages {

    private static final Logger log = LoggerFactory.getLogger(BrokenOffMessages.class);

    private final Outcomes outcomes;
    private final Predicate<String> isIdempotent;
    private final BiConsumer<InFlightMessage, Receipt> report;
    private final Queue<InFlightMessage> waiting = new ConcurrentLinkedQueue<>();

    /**
     * @param isIdempotent whether the channel of that name drops repeats
     * @param report publishes the outcome of a message
     */
    BrokenOffMessages(Outcomes outcomes, Predicate<String> isIdempotent, BiConsumer<InFlightMessage, Receipt> report) {
        this.outcomes = outcomes;
        this.isIdempotent = isIdempotent;
        this.report = report;
    }

    /** Adds a message whose sending broke off. */
    void add(InFlightMessage message, Throwable cause) {
        message.brokeOff(cause);
        waiting.add(message);
    }

    /**
     * Reports the outcomes of all.
     *
     * @throws IllegalStateException if that fails again; they stay for the next time
     */
    void report() {
        for (InFlightMessage message = waiting.poll(); message != null; message = waiting.poll()) {
            try {
                report.accept(message, outcome(message));
            } catch (RuntimeException | Error again) {
                waiting.add(message);
                throw new IllegalStateException(
                        "Messages without an outcome yet: %d, because of %s".formatted(waiting.size(), again), again);
            }
        }
    }

    private Receipt outcome(InFlightMessage message) {
        SendJob job = message.job();
        log.error("Sending {} broke off", job.sendId(), message.breakOff());
        Receipt decided = message.receipt();
        if (decided != null) {
            return decided;
        }
        if (!message.hasBegun()) {
            return outcomes.postponed(job, message.past(), Outcomes.OUT_OF_RESOURCES);
        }
        return isIdempotent.test(job.channel())
                ? outcomes.postponed(job, message.past().uncertain(), Outcomes.OUT_OF_RESOURCES)
                : outcomes.unknown(job, message.past(), String.valueOf(message.breakOff()));
    }
}
