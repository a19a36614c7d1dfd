package io.minicrm.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.gate.LimitUses.Use;
import io.minicrm.gate.Limits.Limit;
import io.minicrm.gate.Limits.Scope;
import io.minicrm.gate.Pacer.Departure;
import io.minicrm.gate.Pacer.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Senders on a simulated clock: messages arrive, wait, go back to the log and return, and leave. */
class PacerTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long START = 1_000 * SECOND;
    private static final LimitKey DOMAIN = new LimitKey(Scope.DOMAIN, "slow.example");
    private static final LimitKey CHANNEL = new LimitKey(Scope.CHANNEL, "simulator");

    private final List<Left> left = new ArrayList<>();

    /** A message that was sent or is to return, at the time {@code at}. */
    private record Left(Job job, long at) {}

    /** Arrivals as gaps in milliseconds: bursts, floods, trickles and pauses. */
    @Provide
    Arbitrary<List<Integer>> gaps() {
        return Arbitraries.oneOf(
                        Arbitraries.just(0),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.integers().between(500, 3_000))
                .list()
                .ofMinSize(50)
                .ofMaxSize(600);
    }

    @Property(tries = 150)
    void neverMoreThanOneSecondsWorthInAnySecondWhateverTheArrivals(
            @ForAll("gaps") List<Integer> gaps, @ForAll @IntRange(min = 1, max = 200) int rate) {
        left.clear();
        long at = START;
        List<Left> arrivals = new ArrayList<>();
        for (int gap : gaps) {
            at += Duration.ofMillis(gap).toNanos();
            arrivals.add(new Left(job("a", "x@example.com", arrivals.size()), at));
        }

        run(List.of(new Pacer<>(100)), arrivals, rate);

        assertThat(left).hasSize(gaps.size());
        assertThat(mostInAnySecond(job -> true)).isLessThanOrEqualTo(rate);
    }

    @Property(tries = 100)
    void aSteadyFloodLeavesAtTheLimit(
            @ForAll @IntRange(min = 5, max = 500) int rate, @ForAll @IntRange(min = 1, max = 300) int held) {
        left.clear();
        int messages = rate * 12;
        // Twice as much as may leave, in bursts of a tenth of a second.
        List<Left> arrivals = IntStream.range(0, messages)
                .mapToObj(i -> new Left(job("a", "x@example.com", i), START + i * 5L / rate * (SECOND / 10)))
                .toList();

        run(List.of(new Pacer<>(held)), arrivals, rate);

        long tenSeconds =
                left.stream().filter(one -> one.at() < START + 10 * SECOND).count();
        assertThat(tenSeconds / 10.0).isBetween(rate * 0.95, rate * 1.05);
        assertThat(mostInAnySecond(job -> true)).isLessThanOrEqualTo(rate);
    }

    @Property(tries = 50)
    void theSharesOfSeveralSendersAddUp(
            @ForAll @IntRange(min = 2, max = 6) int senders, @ForAll @IntRange(min = 20, max = 300) int rate) {
        left.clear();
        List<Pacer<Job>> pacers = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            Pacer<Job> pacer = new Pacer<>(1_000);
            pacer.share(1.0 / senders);
            pacers.add(pacer);
        }

        run(pacers, flood(rate * 20, "a", "x@example.com"), rate);

        long tenSeconds =
                left.stream().filter(one -> one.at() < START + 10 * SECOND).count();
        assertThat(tenSeconds / 10.0).isBetween(rate * 0.95 - senders / 10.0, rate * 1.05 + senders / 10.0);
        assertThat(mostInAnySecond(job -> true)).isLessThanOrEqualTo(rate + senders);
    }

    @Test
    void everyLimitHoldsAndASlowDomainDelaysOnlyItself() {
        Pacer<Job> pacer = new Pacer<>(500);
        pacer.limit(List.of(new Limit(Scope.DOMAIN, "slow.example", 10), new Limit(Scope.CHANNEL, "simulator", 150)));
        List<Left> arrivals = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            arrivals.add(new Left(job("a", i % 2 == 0 ? "x@Slow.Example" : "x@fast.example", 2 * i), START));
            arrivals.add(new Left(job("b", "x@fast.example", 2 * i + 1), START));
        }

        run(List.of(pacer), arrivals, Map.of("a", 100)::get);

        Predicate<Job> slow = job -> "x@Slow.Example".equals(job.to());
        Predicate<Job> ofA = job -> job.campaignId().equals("a");
        assertThat(mostInAnySecond(slow)).isLessThanOrEqualTo(10);
        assertThat(mostInAnySecond(ofA)).isLessThanOrEqualTo(100);
        assertThat(mostInAnySecond(job -> true)).isLessThanOrEqualTo(150);
        assertThat(leftWithin(5, slow)).isBetween(45L, 51L);
        assertThat(leftWithin(5, job -> true)).isBetween(700L, 751L);
        // Three queues take turns at the channel: the slow one takes 10 a second, the other two share what is left.
        assertThat(leftWithin(5, ofA)).isBetween(250L, 505L);
    }

    @Test
    void messagesOfOneQueueLeaveInTheOrderInWhichTheyCame() {
        run(List.of(new Pacer<>(1_000)), flood(200, "a", "x@example.com"), 50);

        assertThat(left).extracting(one -> one.job().leadId()).isSorted();
    }

    @Test
    void messagesThatGoBackToTheLogReturnInOrderOneAfterTheOther() {
        Pacer<Job> pacer = new Pacer<>(10);
        List<Duration> delays = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            if (pacer.depart(request(job("a", null, i), 10), job("a", null, i), START)
                    instanceof Departure.Later later) {
                delays.add(later.delay());
            }
        }

        assertThat(delays).hasSize(189).isSorted();
        assertThat(delays.getFirst()).isEqualTo(Duration.ofSeconds(1));
        assertThat(delays.get(100).minus(delays.get(99))).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void messagesWithoutATurnAskAgainAtAModerateRate() {
        Pacer<Job> pacer = new Pacer<>(10);

        List<Duration> delays = IntStream.range(0, 50_000)
                .mapToObj(i -> pacer.depart(request(job("a", null, i), 10), job("a", null, i), START))
                .filter(Departure.Later.class::isInstance)
                .map(later -> ((Departure.Later) later).delay())
                .toList();

        // One second's worth is held, so turns begin a second from now.
        long turns = (Pacer.HORIZON.toSeconds() - 1) * 10 + 1;
        List<Duration> withoutTurn = delays.stream().skip(turns).toList();
        assertThat(withoutTurn).hasSizeGreaterThan(49_000).isSorted();
        assertThat(withoutTurn.getFirst()).isEqualTo(Pacer.HORIZON.dividedBy(2));
        assertThat(withoutTurn.get(200).minus(withoutTurn.getFirst())).isEqualTo(Duration.ofSeconds(1));
        assertThat(withoutTurn).allSatisfy(delay -> assertThat(delay).isLessThanOrEqualTo(Pacer.LONGEST_RETURN));
    }

    @Test
    void noMessageStaysAwayForLongerThanTenMinutesHoweverManyThereAre() {
        Pacer<Job> pacer = new Pacer<>(10);

        List<Departure> departures = IntStream.range(0, 300_000)
                .mapToObj(i -> pacer.depart(request(job("a", null, i), 1), job("a", null, i), START))
                .toList();

        assertThat(departures)
                .filteredOn(Departure.Later.class::isInstance)
                .hasSizeGreaterThan(299_000)
                .allSatisfy(later ->
                        assertThat(((Departure.Later) later).delay()).isLessThanOrEqualTo(Pacer.LONGEST_RETURN));
    }

    @Test
    void waitingMessagesLeaveByTheNewLimitOnceTheyAskAgain() {
        Pacer<Job> pacer = new Pacer<>(100);
        pacer.limit(List.of(new Limit(Scope.CHANNEL, "simulator", 2)));
        IntStream.range(0, 11).forEach(i -> pacer.depart(request(job("a", null, i), null), job("a", null, i), START));
        assertThat(pacer.held()).isEqualTo(10);

        assertThat(pacer.limit(List.of(new Limit(Scope.CHANNEL, "simulator", 100))))
                .isTrue();
        assertThat(pacer.limit(List.of(new Limit(Scope.CHANNEL, "simulator", 100))))
                .isFalse();
        List<Job> waiting = pacer.drain();
        assertThat(waiting).extracting(Job::leadId).hasSize(10).isSorted();
        assertThat(pacer.held()).isZero();
        assertThat(pacer.nanosToNext(START)).as("nothing waits").isEqualTo(Long.MAX_VALUE);
        waiting.forEach(job -> pacer.depart(request(job, null), job, START));

        // The first waits for what the old limit owed, the others by the new one.
        assertThat(due(pacer, START + SECOND / 2)).hasSize(1);
        assertThat(due(pacer, START + SECOND / 2 + SECOND / 20)).hasSize(5);
        pacer.limit(List.of());
        pacer.drain()
                .forEach(job ->
                        assertThat(pacer.depart(request(job, null), job, START)).isEqualTo(new Departure.Now()));
    }

    @Test
    void lateMessagesAreCaughtUpAndUnusedIntervalsAreLost() {
        Pacer<Job> pacer = new Pacer<>(100);
        IntStream.range(0, 21).forEach(i -> pacer.depart(request(job("a", null, i), 100), job("a", null, i), START));

        assertThat(pacer.due(START + 5 * SECOND / 100)).hasSize(5);
        assertThat(pacer.due(START + 50 * SECOND))
                .as("a tenth of a second's worth")
                .hasSize(11);
        assertThat(pacer.due(START + 50 * SECOND)).isEmpty();
        assertThat(pacer.due(START + 60 * SECOND)).hasSize(4);

        long idle = START + 100 * SECOND;
        assertThat(IntStream.range(0, 20)
                        .mapToObj(i -> pacer.depart(request(job("a", null, i), 100), job("a", null, i), idle)))
                .filteredOn(Departure.Now.class::isInstance)
                .hasSize(1);
    }

    @Test
    void aMessageWithoutLimitsLeavesAtOnce() {
        Pacer<Job> pacer = new Pacer<>(1);
        pacer.limit(List.of(new Limit(Scope.DOMAIN, "example.com", 1), new Limit(Scope.CHANNEL, "smtp", 1)));

        assertThat(Stream.of("x@elsewhere.example", "no address", "@", null)
                        .map(to -> pacer.depart(request(job("a", to, 1), null), job("a", to, 1), START)))
                .containsOnly(new Departure.Now());
    }

    private List<Job> due(Pacer<Job> pacer, long now) {
        return pacer.due(now);
    }

    private static List<Left> flood(int messages, String campaign, String to) {
        return IntStream.range(0, messages)
                .mapToObj(i -> new Left(job(campaign, to, i), START))
                .toList();
    }

    private void run(List<Pacer<Job>> pacers, List<Left> arrivals, int rate) {
        run(pacers, arrivals, campaign -> rate);
    }

    /** Message n comes to sender n modulo the senders; what goes back to the log returns to the same. */
    private void run(
            List<Pacer<Job>> pacers, List<Left> arrivals, java.util.function.Function<String, Integer> maxRate) {
        PriorityQueue<Left> coming = new PriorityQueue<>(Comparator.comparingLong(Left::at)
                .thenComparing(one -> one.job().leadId()));
        coming.addAll(arrivals);
        long now = START;
        while (!coming.isEmpty() || pacers.stream().anyMatch(pacer -> pacer.held() > 0)) {
            long at = now;
            long next = coming.isEmpty() ? Long.MAX_VALUE : coming.element().at();
            for (Pacer<Job> pacer : pacers) {
                if (pacer.held() > 0) {
                    next = Math.min(next, at + pacer.nanosToNext(at));
                }
            }
            now = next;
            for (Pacer<Job> pacer : pacers) {
                for (Job job : pacer.due(now)) {
                    left.add(new Left(job, now));
                }
            }
            while (!coming.isEmpty() && coming.element().at() <= now) {
                Job job = coming.remove().job();
                Pacer<Job> pacer = pacers.get(Math.floorMod(job.leadId().hashCode(), pacers.size()));
                switch (pacer.depart(request(job, maxRate.apply(job.campaignId())), job, now)) {
                    case Departure.Now leaves -> left.add(new Left(job, now));
                    case Departure.Held waits -> {}
                    case Departure.Later later ->
                        coming.add(new Left(job, now + later.delay().toNanos()));
                }
            }
        }
    }

    @Test
    void tellsHowManyPassedASecondAndHowManyWaitForTheLimitThatIsFreeLast() {
        Pacer<Job> pacer = new Pacer<>(100);
        pacer.limit(List.of(new Limit(Scope.DOMAIN, "slow.example", 10), new Limit(Scope.CHANNEL, "simulator", 1_000)));
        for (int i = 0; i < 60; i++) {
            Job job = job("a", i < 45 ? "x@Slow.example" : "y@example.com", i);
            pacer.depart(request(job, null), job, START);
        }

        assertThat(pacer.uses(START))
                .as("before a second is over")
                .containsExactlyInAnyOrder(new Use(DOMAIN, 0, 44), new Use(CHANNEL, 0, 15));

        for (long at = START; at < START + 2 * SECOND; at += SECOND / 1_000) {
            pacer.due(at);
        }
        assertThat(pacer.uses(START + 2 * SECOND))
                .containsExactlyInAnyOrder(new Use(DOMAIN, 20 / 5.0, 25), new Use(CHANNEL, 35 / 5.0, 0));
        assertThat(pacer.uses(START + 8 * SECOND)).extracting(Use::perSecond).containsOnly(0.0);
    }

    @Test
    void aMessageThatComesBackLaterSaysForWhichLimit() {
        Pacer<Job> pacer = new Pacer<>(100);
        pacer.limit(List.of(new Limit(Scope.DOMAIN, "slow.example", 1), new Limit(Scope.CHANNEL, "simulator", 1_000)));

        assertThat(lastOf(pacer, "x@slow.example", null))
                .extracting(Departure.Later::limit)
                .isEqualTo(DOMAIN);
        assertThat(lastOf(pacer, "y@example.com", 1))
                .extracting(Departure.Later::limit)
                .isNull();
    }

    private static Departure.Later lastOf(Pacer<Job> pacer, String to, @Nullable Integer maxRate) {
        return (Departure.Later) IntStream.range(0, 10)
                .mapToObj(i -> pacer.depart(request(job(to, to, i), maxRate), job(to, to, i), START))
                .toList()
                .getLast();
    }

    private long mostInAnySecond(Predicate<Job> which) {
        long[] times = left.stream()
                .filter(one -> which.test(one.job()))
                .mapToLong(Left::at)
                .sorted()
                .toArray();
        int most = 0;
        for (int first = 0, last = 0; last < times.length; last++) {
            while (times[last] - times[first] >= SECOND) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    private long leftWithin(int seconds, Predicate<Job> which) {
        return left.stream()
                .filter(one -> one.at() < START + seconds * SECOND && which.test(one.job()))
                .count();
    }

    private record Job(
            String campaignId, String leadId, @Nullable String to) {}

    private static Job job(String campaign, @Nullable String to, int number) {
        return new Job(campaign, "lead-%06d".formatted(number), to);
    }

    private static Request request(Job job, @Nullable Integer maxRate) {
        return new Request(job.campaignId(), maxRate, "simulator", job.to());
    }
}
