package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.delivery.Channel.SendResult;
import io.minicrm.delivery.Deliveries.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatsAggregatorTest {

    private final MutableClock clock = new MutableClock();
    private final Counted counted = new Counted();
    private final StatsAggregator aggregator = new StatsAggregator(counted, counted, clock, clock);

    @ParameterizedTest
    @CsvSource({"0, 200", "33, 200", "50, 300", "83, 498", "84, 500", "10000, 500"})
    void thePauseIsSixTimesTheWorkFromAFifthToHalfASecond(int workMillis, int pauseMillis) {
        clock.advance(Duration.ofSeconds(1));
        counted.work = Duration.ofMillis(workMillis);

        assertThat(aggregator.get()).isEqualTo(Duration.ofMillis(pauseMillis));
    }

    @Test
    void aFullRoundIsFollowedByTheNextAtOnce() {
        counted.touches = 2_000;
        assertThat(aggregator.get()).isZero();

        counted.touches = 1_999;
        assertThat(aggregator.get()).isPositive();
        assertThat(counted.limits).containsOnly(2_000);
        assertThat(counted.observed).containsExactly(2_000, 1_999);
    }

    @Test
    void everythingUnfinishedIsCountedAtTheStartAndOnceAMinute() {
        aggregator.get();
        aggregator.get();
        assertThat(counted.fullCounts).isEqualTo(1);

        clock.advance(Duration.ofSeconds(60).minusMillis(1));
        aggregator.get();
        assertThat(counted.fullCounts).isEqualTo(1);

        clock.advance(Duration.ofMillis(1));
        aggregator.get();
        aggregator.get();
        assertThat(counted.fullCounts).isEqualTo(2);
    }

    /** Records the calls, and takes the time that the test specifies. */
    private final class Counted implements Tallies, DeliveryObserver {

        final List<Integer> limits = new ArrayList<>();
        final List<Integer> observed = new ArrayList<>();
        Duration work = Duration.ZERO;
        int touches;
        int fullCounts;

        @Override
        public int recount(int limit, Instant now) {
            limits.add(limit);
            clock.advance(work);
            return touches;
        }

        @Override
        public void touchUnfinished() {
            fullCounts++;
        }

        @Override
        public void recounted(int touched) {
            observed.add(touched);
        }

        @Override
        public void touch(String campaignId) {
            throw new AssertionError("An aggregator touches no single campaign");
        }

        @Override
        public List<CampaignStats> stats(Set<String> campaignIds) {
            throw new AssertionError("An aggregator reads no numbers");
        }

        @Override
        public void claimed(List<Claim> answers) {
            throw new AssertionError("An aggregator claims nothing");
        }

        @Override
        public void sent(String channel, @Nullable SendResult result, Duration took) {
            throw new AssertionError("An aggregator sends nothing");
        }

        @Override
        public void received(List<Receipt> receipts) {
            throw new AssertionError("An aggregator writes no receipts");
        }
    }
}
