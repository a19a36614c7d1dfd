package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.kafka.GroupPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReconcilerTest {

    private final MutableClock clock = new MutableClock();
    private final Stalled stalled = new Stalled();
    private final List<ChunkJob> published = new ArrayList<>();
    private final List<String> observed = new ArrayList<>();
    private Optional<PipelineReading> reading = read(40, 40);
    private boolean brokerIsAway;
    private final Reconciler reconciler = new Reconciler(
            () -> reading, stalled, this::publish, RepublishPause.DEFAULT, new Observed(observed), clock);

    private void publish(List<ChunkJob> jobs) {
        if (brokerIsAway) {
            throw new IllegalStateException("the broker is away");
        }
        published.addAll(jobs);
    }

    @Test
    void messagesThatKafkaHasPassedHalfAMinuteAgoArePublishedAgainAndThenMarked() {
        stalled.chunks = List.of(chunk(0, 1, "ann", "bob"), chunk(7, 3, "eve"));

        reconciler.get();

        assertThat(stalled.stillSince).isEqualTo(MutableClock.START.minusSeconds(30));
        assertThat(published).extracting(ChunkJob::leadIds).containsExactly(List.of("ann", "bob"), List.of("eve"));
        assertThat(stalled.marked)
                .containsExactly(
                        new StalledChunks.Republication("campaign-1", 0, MutableClock.START.plusSeconds(60)),
                        new StalledChunks.Republication("campaign-1", 7, MutableClock.START.plusSeconds(90)));
        assertThat(observed).containsExactly("2 chunks, 3 messages");
    }

    @Test
    void nothingIsPublishedAgainWhileTheGroupsHaveSomethingToRead() {
        reading = read(40, 39);
        stalled.chunks = List.of(chunk(0, 0, "ann"));
        reconciler.get();
        clock.advance(Duration.ofMinutes(10));
        reconciler.get();
        assertThat(published).isEmpty();

        reading = read(50, 40);
        reconciler.get();

        assertThat(stalled.stillSince).isEqualTo(MutableClock.START.minusSeconds(30));
        assertThat(published).hasSize(1);
    }

    @Test
    void whatKafkaSaidBeforeAnOutageCountsNoMore() {
        reading = read(40, 39);
        reconciler.get();
        reading = Optional.empty();
        clock.advance(Duration.ofMinutes(10));
        reconciler.get();
        reading = read(40, 40);
        stalled.chunks = List.of(chunk(0, 0, "ann"));

        assertThat(reconciler.get()).isEqualTo(Duration.ofSeconds(5));

        assertThat(stalled.stillSince).isEqualTo(clock.instant().minusSeconds(30));
        assertThat(published).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {-3_600, 3_600})
    void whatKafkaSaidBeforeTheClockWasSetCountsNoMore(long seconds) {
        reading = read(40, 39);
        reconciler.get();
        clock.advance(Duration.ofSeconds(seconds));
        reading = read(50, 39);
        stalled.chunks = List.of(chunk(0, 0, "ann"));
        reconciler.get();
        assertThat(published).as("the expanders have not read up to here").isEmpty();

        reading = read(60, 50);
        reconciler.get();

        assertThat(stalled.stillSince).isEqualTo(clock.instant().minusSeconds(30));
        assertThat(published).hasSize(1);
    }

    @Test
    void chunksWhoseMessagesHaveMovedAreLeftAlone() {
        stalled.chunks = List.of(chunk(0, 0));

        reconciler.get();

        assertThat(published).isEmpty();
        assertThat(stalled.marked).isEmpty();
        assertThat(observed).isEmpty();
    }

    @Test
    void whatTheBrokerRefusesIsNotMarked() {
        stalled.chunks = List.of(chunk(0, 0, "ann"));
        brokerIsAway = true;

        assertThatThrownBy(reconciler::get).hasMessage("the broker is away");

        assertThat(stalled.marked).isEmpty();
        assertThat(observed).isEmpty();
    }

    private static StalledChunks.StalledChunk chunk(int index, int republished, String... leads) {
        var messages =
                new StalledMessages("job-campaign-1-%d-1757656477507-kz2rrf".formatted(index), MutableClock.START);
        for (String lead : leads) {
            messages.addUnclaimed(lead);
        }
        return messages.chunk("campaign-1", index, republished);
    }

    private static Optional<PipelineReading> read(long end, long committed) {
        GroupPosition idle = new GroupPosition("id", 0, 0, 9, 9L);
        return Optional.of(new PipelineReading(Map.of(
                PipelineGroup.EXPANDERS,
                List.of(new GroupPosition("id", 0, 0, end, committed)),
                PipelineGroup.SENDERS,
                List.of(idle),
                PipelineGroup.RECEIPTS,
                List.of(idle))));
    }

    /** Offers the chunks that the test sets, and records what it is asked. */
    private static final class Stalled implements StalledChunks {

        private List<StalledChunk> chunks = List.of();
        private Instant stillSince = Instant.MAX;
        private final List<Republication> marked = new ArrayList<>();

        @Override
        public List<StalledChunk> take(Instant still, Instant now, Duration taken, int limit) {
            stillSince = still;
            return chunks;
        }

        @Override
        public void markRepublished(List<Republication> republications, Instant at) {
            marked.addAll(republications);
        }

        @Override
        public Republished republished(String campaignId) {
            throw new AssertionError("A reconciler does not ask that");
        }
    }

    private record Observed(List<String> events) implements DeliveryObserver {

        @Override
        public void claimed(List<Deliveries.Claim> answers) {
            throw new AssertionError("A reconciler claims nothing");
        }

        @Override
        public void sent(String channel, Channel.@Nullable SendResult result, Duration took) {
            throw new AssertionError("A reconciler sends nothing");
        }

        @Override
        public void received(List<Receipt> receipts) {
            throw new AssertionError("A reconciler receives nothing");
        }

        @Override
        public void recounted(int touches) {
            throw new AssertionError("A reconciler recounts nothing");
        }

        @Override
        public void republished(int chunks, int messages) {
            events.add("%d chunks, %d messages".formatted(chunks, messages));
        }
    }
}
