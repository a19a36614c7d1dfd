package io.minicrm.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClockWatchTest {

    private long wallMillis = 1_700_000_000_000L;
    private long nanos = -5;
    private final AtomicInteger jumps = new AtomicInteger();
    private final ClockWatch watch = new ClockWatch(() -> wallMillis, () -> nanos, jumps::incrementAndGet);

    private void pass(Duration time, Duration clockError) {
        nanos += time.toNanos();
        wallMillis += TimeUnit.NANOSECONDS.toMillis(time.toNanos()) + clockError.toMillis();
        watch.check();
    }

    @Test
    void aClockThatIsCorrectedSlowlyWasNotSet() {
        for (int second = 0; second < 1_000; second++) {
            pass(Duration.ofSeconds(1), Duration.ofMillis(second % 2 == 0 ? 5 : 0));
        }
        pass(Duration.ofMinutes(5), Duration.ZERO);

        assertThat(jumps).hasValue(0);
    }

    @Test
    void eachChangeOfTheClockIsNoticedOnce() {
        pass(Duration.ofSeconds(1), Duration.ofHours(-1));
        pass(Duration.ofSeconds(1), Duration.ZERO);
        assertThat(jumps).hasValue(1);

        pass(Duration.ofSeconds(1), Duration.ofHours(1));
        pass(Duration.ofSeconds(1), Duration.ZERO);
        assertThat(jumps).hasValue(2);
    }
}
