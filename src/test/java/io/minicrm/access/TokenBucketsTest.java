package io.minicrm.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {

    private Instant now = Instant.parse("2026-11-26T10:00:00Z");
    private final TokenBuckets buckets = new TokenBuckets(10, Duration.ofSeconds(2), () -> now);

    @Test
    void aBucketIsFullAtFirstAndFillsUpAtItsRate() {
        assertThat(buckets.take("a", 7)).isEqualTo(new TokenBuckets.Taken(true, 3, Duration.ZERO));
        assertThat(buckets.take("a", 4)).isEqualTo(new TokenBuckets.Taken(false, 3, Duration.ofSeconds(2)));
        assertThat(buckets.take("b", 10).granted()).isTrue();

        now = now.plusSeconds(2);
        assertThat(buckets.take("a", 4)).isEqualTo(new TokenBuckets.Taken(true, 0, Duration.ZERO));
        now = now.plusSeconds(1_000);
        assertThat(buckets.take("a", 1).left()).isEqualTo(9);
    }

    @Test
    void aClockThatIsSetBackTakesNothingAway() {
        buckets.take("a", 5);
        now = now.minusSeconds(3_600);
        assertThat(buckets.take("a", 1).left()).isEqualTo(4);
    }

    @Test
    void aBucketThatIsUsedIsNotForgottenForManyOthers() {
        buckets.take("kept", 10);
        for (int i = 0; i < 50_000; i++) {
            buckets.take("other " + i, 1);
            if (i % 5_000 == 0) {
                assertThat(buckets.take("kept", 1).granted()).isFalse();
            }
        }
    }
}
