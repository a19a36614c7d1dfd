package io.minicrm.app;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops parts that do not need each other: all at once, within a time limit. A part may wait for a broker or a database
 * that is away, and none of them has work that the next start does not repeat. So what has not stopped in time is left
 * behind.
 */
final class ParallelStop {

    private static final Logger log = LoggerFactory.getLogger(ParallelStop.class);

    private ParallelStop() {}

    /** @param parts by the names under which they are reported */
    static void stop(Map<String, AutoCloseable> parts, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        Map<String, Thread> stopping = new LinkedHashMap<>();
        parts.forEach((name, part) -> stopping.put(
                name, Thread.ofPlatform().daemon().name("stop-" + name).start(() -> close(name, part))));
        stopping.forEach((name, thread) -> {
            if (!ends(thread, deadline)) {
                log.warn(
                        "{} has not stopped within {} and is left behind; the next start repeats its work",
                        name,
                        limit);
            }
        });
    }

    private static void close(String name, AutoCloseable part) {
        try {
            part.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (Exception failure) {
            log.warn("{} did not stop cleanly", name, failure);
        }
    }

    private static boolean ends(Thread thread, long deadline) {
        try {
            // At least a millisecond, because of which a part that has stopped counts as stopped.
            return thread.join(Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime())));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return !thread.isAlive();
        }
    }
}
