package io.minicrm.lead;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The result of a count that reads much, as of a short while ago. A result is used again for twenty times as long as
 * counting took: a store is never busy with it for more than a twentieth of the time. A caller waits for a second at
 * most; a count that takes longer goes on, and later callers get its result. Thread-safe.
 *
 * <p>Example: a hundred thousand leads are counted in 0.2 s, and counted again after 4 s at the earliest. Ten million
 * take 20 s: the first callers get no numbers, and later ones get numbers that are up to 7 minutes old.
 *
 * @param <T> what is counted; immutable
 */
public final class ReusedCount<T> {

    private static final int REUSE = 20;
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final Supplier<T> count;
    private final LongSupplier nanoTime;
    private final Duration wait;

    private @Nullable Counted<T> last;
    private @Nullable CompletableFuture<Counted<T>> counting;

    /** @param cost the time that counting took, in nanoseconds */
    private record Counted<T>(T result, long at, long cost) {}

    /** @param count counts; called by one thread at a time */
    public ReusedCount(Supplier<T> count) {
        this(count, System::nanoTime, WAIT);
    }

    ReusedCount(Supplier<T> count, LongSupplier nanoTime, Duration wait) {
        this.count = count;
        this.nanoTime = nanoTime;
        this.wait = wait;
    }

    /** The result; empty if counting has not ended yet for the first time. */
    public Optional<T> get() {
        CompletableFuture<Counted<T>> running;
        Counted<T> previous;
        synchronized (this) {
            previous = last;
            if (previous != null && nanoTime.getAsLong() - previous.at() <= REUSE * previous.cost()) {
                return Optional.of(previous.result());
            }
            running = counting == null || counting.isDone() ? start() : counting;
            counting = running;
        }
        try {
            return Optional.of(running.get(wait.toNanos(), TimeUnit.NANOSECONDS).result());
        } catch (TimeoutException tooLong) {
            return Optional.ofNullable(previous).map(Counted::result);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.ofNullable(previous).map(Counted::result);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failure);
        }
    }

    private CompletableFuture<Counted<T>> start() {
        return CompletableFuture.supplyAsync(
                this::counted, task -> Thread.ofVirtual().name("count").start(task));
    }

    private Counted<T> counted() {
        long start = nanoTime.getAsLong();
        T result = count.get();
        long end = nanoTime.getAsLong();
        var counted = new Counted<>(result, end, end - start);
        synchronized (this) {
            last = counted;
        }
        return counted;
    }
}
