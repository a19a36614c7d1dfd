package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {

    private static final RetryPolicy POLICY = new RetryPolicy(5, Duration.ofSeconds(2), Duration.ofSeconds(60));

    /** A generator that always gives the largest number below its bound. */
    private static final RandomGenerator HIGHEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return -1;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 4", "3, 8", "4, 16", "5, 32", "6, 60", "7, 60", "31, 60", "64, 60", "100000, 60"})
    void theLongestDelayDoublesWithEachFailureUpToTheCap(int failures, int seconds) {
        assertThat(POLICY.delayAfter(failures, null, HIGHEST)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void aShortFirstDelayStillReachesALongCap() {
        RetryPolicy policy = new RetryPolicy(100, Duration.ofMillis(1), Duration.ofDays(1));

        assertThat(policy.delayAfter(27, null, HIGHEST)).isEqualTo(Duration.ofMillis(1 << 26));
        assertThat(policy.delayAfter(28, null, HIGHEST)).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        assertThat(RetryPolicy.DEFAULT).isEqualTo(new RetryPolicy(5, Duration.ofSeconds(2), Duration.ofMinutes(10)));
    }

    @Test
    void aSingleAttemptAndAFixedDelayAreAllowed() {
        RetryPolicy policy = new RetryPolicy(1, Duration.ofSeconds(2), Duration.ofSeconds(2));

        assertThat(policy.isExhausted(1)).isTrue();
        assertThat(policy.delayAfter(9, null, HIGHEST)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void theShortestDelayIsNoneSoThatRetriesSpread() {
        RandomGenerator lowest = () -> 0;

        assertThat(POLICY.delayAfter(3, null, lowest)).isZero();
    }

    @Property(tries = 300)
    void aDelayIsNeverNegativeNorLongerThanTheCap(
            @ForAll @IntRange(min = 1, max = 10_000) int failures,
            @ForAll @LongRange(max = 86_400_000) long first,
            @ForAll @LongRange(max = 86_400_000) long more,
            @ForAll long seed) {
        RetryPolicy policy = new RetryPolicy(3, Duration.ofMillis(first), Duration.ofMillis(first + more));

        assertThat(policy.delayAfter(failures, null, new java.util.Random(seed)))
                .isBetween(Duration.ZERO, Duration.ofMillis(first + more));
    }

    @Test
    void theProvidersWishIsAMinimumOnTopOfWhichRetriesSpread() {
        Duration wish = Duration.ofMinutes(5);

        assertThat(POLICY.delayAfter(1, wish, () -> 0)).isEqualTo(wish);
        assertThat(POLICY.delayAfter(1, wish, HIGHEST)).isEqualTo(wish.plusSeconds(2));
        assertThat(POLICY.delayAfter(5, Duration.ofSeconds(1), HIGHEST)).isEqualTo(Duration.ofSeconds(32));
    }

    @Test
    void theLastAttemptIsTheOneThatIsAllowed() {
        assertThat(IntStream.rangeClosed(1, 6).filter(POLICY::isExhausted)).containsExactly(5, 6);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 2", "1, -1, 2", "1, 3, 2"})
    void aPolicyThatCannotBeIsRefused(int attempts, int first, int longest) {
        assertThatThrownBy(() -> new RetryPolicy(attempts, Duration.ofSeconds(first), Duration.ofSeconds(longest)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
