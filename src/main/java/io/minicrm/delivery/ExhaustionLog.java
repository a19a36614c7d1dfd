package io.minicrm.delivery;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports that this process is out of resources: one line per minute, however many messages have to wait for them. */
final class ExhaustionLog {

    private static final Logger log = LoggerFactory.getLogger(ExhaustionLog.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private final AtomicLong next;

    ExhaustionLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.next = new AtomicLong(nanoTime.getAsLong());
    }

    void report(String channel, String reason) {
        long now = nanoTime.getAsLong();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + INTERVAL.toNanos())) {
            log.error(
                    "This process is out of files, threads or memory ({}); channel {} postpones its messages."
                            + " Raise the limit of open files (ulimit -n), or lower SENDS_IN_FLIGHT"
                            + " or WEBHOOK_CONNECTIONS.",
                    reason,
                    channel);
        }
    }
}
