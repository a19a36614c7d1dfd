package io.minicrm.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReusedCountTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger counts = new AtomicInteger();

    private Map<String, Long> count() {
        nanos.addAndGet(1_000);
        return Map.of("age", (long) counts.incrementAndGet());
    }

    @Test
    void aResultIsUsedForTwentyTimesAsLongAsCountingTook() {
        var result = new ReusedCount<>(this::count, nanos::get, Duration.ofMinutes(1));

        assertThat(result.get()).contains(Map.of("age", 1L));
        nanos.addAndGet(20_000);
        assertThat(result.get()).contains(Map.of("age", 1L));
        nanos.addAndGet(1);
        assertThat(result.get()).contains(Map.of("age", 2L));
    }

    @Test
    void aCallerDoesNotWaitForALongCountAndALaterOneGetsItsResult() {
        var go = new CountDownLatch(1);
        var result = new ReusedCount<>(
                () -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return count();
                },
                nanos::get,
                Duration.ZERO);

        assertThat(result.get()).isEmpty();
        assertThat(result.get()).isEmpty();
        go.countDown();
        await().untilAsserted(() -> assertThat(result.get()).contains(Map.of("age", 1L)));
        assertThat(counts).hasValue(1);
    }

    @Test
    void aFailureIsThrownAndTheNextCallerCountsAgain() {
        var result = new ReusedCount<>(
                () -> {
                    if (counts.get() == 0) {
                        counts.incrementAndGet();
                        throw new IllegalStateException("no store");
                    }
                    return count();
                },
                nanos::get,
                Duration.ofMinutes(1));

        assertThatThrownBy(result::get).hasMessage("no store");
        assertThat(result.get()).contains(Map.of("age", 2L));
    }
}
