package io.minicrm.lead;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How many leads have each attribute, as of a short while ago. Counting reads all leads, so a result is used again for twenty times as long as
 * counting took: a store is never busy with it for more than a twentieth of the time. A caller waits for a second at most; a count that
 * takes longer goes on, and later callers get its result. Thread-safe.
 *
 * <p>Example: a hundred thousand leads are counted in 0.2 s, and counted again after 4 s at the earliest. Ten million take 20 s: the first callers
 * get no numbers, and later ones get numbers that are up to 7 minutes old.
 */
public final class AttributeCounts {

    private static final int REUSE = 20;
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final Supplier<Map<String, Long>> count;
    private final LongSupplier nanoTime;
    private final Duration wait;

    private @Nullable Counted last;
    private @Nullable CompletableFuture<Counted> counting;

    /** @param cost the time that counting took, in nanoseconds */
    private record Counted(Map<String, Long> byName, long at, long cost) {}

    public AttributeCounts(Leads leads) {
        this(leads::attributeCounts, System::nanoTime, WAIT);
    }

    AttributeCounts(Supplier<Map<String, Long>> count, LongSupplier nanoTime, Duration wait) {
        this.count = count;
        this.nanoTime = nanoTime;
        this.wait = wait;
    }

    /** The number of leads by attribute; attributes that no lead has are missing. Empty if they have not been counted yet. */
    public Optional<Map<String, Long>> get() {
        CompletableFuture<Counted> running;
        Counted previous;
        synchronized (this) {
            previous = last;
            if (previous != null && nanoTime.getAsLong() - previous.at() <= REUSE * previous.cost()) {
                return Optional.of(previous.byName());
            }
            running = counting == null || counting.isDone() ? start() : counting;
            counting = running;
        }
        try {
            return Optional.of(running.get(wait.toNanos(), TimeUnit.NANOSECONDS).byName());
        } catch (TimeoutException tooLong) {
            return Optional.ofNullable(previous).map(Counted::byName);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.ofNullable(previous).map(Counted::byName);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failure);
        }
    }

    private CompletableFuture<Counted> start() {
        return CompletableFuture.supplyAsync(
                this::counted,
                task -> Thread.ofVirtual().name("attribute-counts").start(task));
    }

    private Counted counted() {
        long start = nanoTime.getAsLong();
        Map<String, Long> byName = count.get();
        long end = nanoTime.getAsLong();
        var counted = new Counted(Map.copyOf(byName), end, end - start);
        synchronized (this) {
            last = counted;
        }
        return counted;
    }
}
