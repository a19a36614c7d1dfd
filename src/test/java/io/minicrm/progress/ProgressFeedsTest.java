package io.minicrm.progress;

import static io.minicrm.progress.TestProgress.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.minicrm.campaign.CampaignNotFoundException;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.progress.ProgressFeeds.Listener;
import io.minicrm.progress.ProgressFeeds.Update;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * No thread reads by itself here: a test either calls {@code read}, or runs the recorded thread until its listeners are
 * closed.
 */
@Timeout(30)
class ProgressFeedsTest {

    private static final String ID = "campaign-1";
    private static final String OTHER = "campaign-2";

    private final RecordingSource source = new RecordingSource();
    private final List<Runnable> threads = new ArrayList<>();
    private final HandMovedClock clock = new HandMovedClock();
    private final ProgressFeeds feeds = new ProgressFeeds(source, clock, Duration.ZERO, threads::add);

    @Test
    void theFirstUpdateComesAtOnce() throws InterruptedException {
        source.put(TestProgress.running(ID, 3, 0));

        try (Listener listener = feeds.listen(ID)) {
            assertThat(update(listener)).isEqualTo(new Update(TestProgress.running(ID, 3, 0), false));
            assertThat(listener.await(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void aCampaignThatDoesNotExistCannotBeListenedTo() {
        assertThatExceptionOfType(CampaignNotFoundException.class).isThrownBy(() -> feeds.listen("nobody"));
        assertThat(threads).isEmpty();
    }

    @Test
    void anUpdateComesOnlyAfterAChange() throws InterruptedException {
        source.put(TestProgress.running(ID, 0, 0));
        try (Listener listener = feeds.listen(ID)) {
            update(listener);

            feeds.read(Set.of(ID));
            assertThat(listener.await(Duration.ZERO)).isEmpty();

            source.put(TestProgress.running(ID, 10, 0));
            feeds.read(Set.of(ID));
            assertThat(update(listener).progress().stats().sent()).isEqualTo(10);
        }
    }

    @Test
    void severalListenersCostOneRead() throws InterruptedException {
        source.put(TestProgress.running(ID, 0, 0));
        source.put(TestProgress.running(OTHER, 0, 0));
        List<Listener> listeners = List.of(feeds.listen(ID), feeds.listen(ID), feeds.listen(OTHER));
        assertThat(source.reads)
                .as("one read for the first listener of each campaign")
                .hasSize(2);
        for (Listener listener : listeners) {
            update(listener);
        }

        source.put(TestProgress.running(ID, 1, 0));
        source.put(TestProgress.running(OTHER, 2, 0));
        source.onNextRead(() -> listeners.forEach(Listener::close));
        assertThat(threads).hasSize(1);
        runThread();

        assertThat(source.reads).hasSize(3).last().isEqualTo(Set.of(ID, OTHER));
    }

    @Test
    void eachListenerOfACampaignGetsItsUpdate() throws InterruptedException {
        source.put(TestProgress.running(ID, 0, 0));
        try (Listener first = feeds.listen(ID);
                Listener second = feeds.listen(ID)) {
            update(first);
            update(second);

            source.put(TestProgress.running(ID, 1, 0));
            feeds.read(Set.of(ID));

            assertThat(update(first).progress().stats().sent()).isEqualTo(1);
            assertThat(update(second).progress().stats().sent()).isEqualTo(1);
        }
    }

    @Test
    void aWaitingListenerIsWokenByAChange() throws Exception {
        source.put(TestProgress.running(ID, 0, 0));
        try (Listener listener = feeds.listen(ID)) {
            update(listener);
            CompletableFuture<Update> woken = waiting(listener);

            source.put(TestProgress.running(ID, 7, 0));
            feeds.read(Set.of(ID));

            assertThat(woken.get(10, TimeUnit.SECONDS).progress().stats().sent())
                    .isEqualTo(7);
        }
    }

    @Test
    void theThreadEndsAfterTheLastListenerAndStartsAgainWithTheNext() {
        source.put(TestProgress.running(ID, 0, 0));
        feeds.listen(ID).close();

        runThread();
        assertThat(source.reads).as("nothing is read without a listener").hasSize(1);

        feeds.listen(ID).close();
        assertThat(threads).hasSize(1);
    }

    @Test
    void aFailedReadIsRepeated() throws InterruptedException {
        source.put(TestProgress.running(ID, 0, 0));
        Listener listener = feeds.listen(ID);
        update(listener);
        source.put(TestProgress.running(ID, 5, 0));
        source.onNextRead(() -> {
            source.onNextRead(listener::close);
            throw new IllegalStateException("The database is away");
        });

        runThread();

        assertThat(source.reads).hasSize(3);
    }

    @Test
    void theUpdateIsTheLastWhenNothingCanChange() throws InterruptedException {
        source.put(TestProgress.closed(ID, CampaignStatus.COMPLETED, NOW, 100, 99));
        try (Listener listener = feeds.listen(ID)) {
            assertThat(update(listener).last()).as("a receipt is missing").isFalse();

            source.put(TestProgress.closed(ID, CampaignStatus.COMPLETED, NOW, 100, 100));
            feeds.read(Set.of(ID));

            assertThat(update(listener).last()).isTrue();
        }
    }

    @Test
    void aClosedCampaignThatStaysQuietGetsALastUpdate() throws InterruptedException {
        CampaignProgress incomplete = TestProgress.closed(ID, CampaignStatus.COMPLETED, NOW, 100, 99);
        source.put(incomplete);
        try (Listener listener = feeds.listen(ID)) {
            update(listener);

            clock.now = NOW.plus(ProgressFeeds.QUIET).minusMillis(1);
            feeds.read(Set.of(ID));
            assertThat(listener.await(Duration.ZERO)).isEmpty();

            clock.now = NOW.plus(ProgressFeeds.QUIET);
            feeds.read(Set.of(ID));
            assertThat(update(listener)).isEqualTo(new Update(incomplete, true));
        }
    }

    @Test
    void aChangeEndsTheQuietOfAClosedCampaign() throws InterruptedException {
        source.put(TestProgress.closed(ID, CampaignStatus.COMPLETED, NOW, 100, 50));
        try (Listener listener = feeds.listen(ID)) {
            clock.now = NOW.plusSeconds(8);
            source.put(TestProgress.closed(ID, CampaignStatus.COMPLETED, NOW, 100, 60));
            feeds.read(Set.of(ID));
            clock.now = NOW.plusSeconds(17);
            feeds.read(Set.of(ID));

            assertThat(update(listener).last()).isFalse();
        }
    }

    @Test
    void aCampaignThatFinishedLongAgoGetsItsLastUpdateAtOnce() throws InterruptedException {
        source.put(TestProgress.closed(ID, CampaignStatus.COMPLETED, NOW.minus(Duration.ofDays(1)), 100, 99));

        try (Listener listener = feeds.listen(ID)) {
            assertThat(update(listener).last()).isTrue();
        }
    }

    @Test
    void aCampaignThatIsRetriedGoesOn() throws InterruptedException {
        source.put(TestProgress.closed(ID, CampaignStatus.COMPLETED, NOW, 100, 100));
        try (Listener listener = feeds.listen(ID)) {
            assertThat(update(listener).last()).isTrue();

            source.put(TestProgress.running(ID, 90, 90));
            feeds.read(Set.of(ID));

            assertThat(update(listener).last()).isFalse();
        }
    }

    @Test
    void aListenerOfManyGetsTheChangesOfEachAndCostsOneRead() throws InterruptedException {
        source.put(TestProgress.running(ID, 0, 0));
        source.put(TestProgress.running(OTHER, 0, 0));
        try (Listener listener = feeds.listen(Set.of(ID, OTHER, "nobody"))) {
            assertThat(source.reads).hasSize(1);
            assertThat(listener.campaignIds()).containsExactlyInAnyOrder(ID, OTHER);
            assertThat(listener.await(Duration.ZERO)).hasSize(2);
            assertThat(listener.await(Duration.ZERO)).isEmpty();

            source.put(TestProgress.running(OTHER, 7, 0));
            feeds.read(Set.of(ID, OTHER));

            assertThat(listener.await(Duration.ZERO))
                    .containsExactly(new Update(TestProgress.running(OTHER, 7, 0), false));
        }
        runThread();
        assertThat(source.reads).as("nothing is read without a listener").hasSize(2);
    }

    @Test
    void aListenerOfManyIsOverWhenTheLastOfThemIs() throws InterruptedException {
        source.put(TestProgress.closed(ID, CampaignStatus.COMPLETED, NOW, 100, 100));
        source.put(TestProgress.running(OTHER, 0, 0));
        try (Listener listener = feeds.listen(Set.of(ID, OTHER))) {
            assertThat(listener.isOver()).isFalse();
            assertThat(listener.await(Duration.ZERO)).hasSize(2);
            assertThat(listener.isOver()).isFalse();

            source.put(TestProgress.closed(OTHER, CampaignStatus.COMPLETED, NOW, 100, 100));
            feeds.read(Set.of(ID, OTHER));
            assertThat(listener.await(Duration.ZERO)).hasSize(1);
            assertThat(listener.isOver()).isTrue();
        }
        assertThat(feeds.listen(Set.of("nobody")).isOver()).isTrue();
    }

    @Test
    void whoListensToManyThatOthersListenToReadsNothing() throws InterruptedException {
        source.put(TestProgress.running(ID, 3, 0));
        try (Listener first = feeds.listen(ID);
                Listener second = feeds.listen(Set.of(ID))) {
            assertThat(source.reads).hasSize(1);
            assertThat(update(first)).isEqualTo(update(second));
        }
    }

    @Test
    void closingEndsWaitingAndLaterListenersAndTheThread() throws Exception {
        source.put(TestProgress.running(ID, 0, 0));
        Listener listener = feeds.listen(ID);
        update(listener);
        CompletableFuture<Update> waiting = waiting(listener);

        feeds.close();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
                .withCauseInstanceOf(FeedClosedException.class);
        assertThatExceptionOfType(FeedClosedException.class)
                .isThrownBy(() -> feeds.listen(ID).await(Duration.ZERO));
        int reads = source.reads.size();
        runThread();
        assertThat(source.reads).hasSize(reads);
    }

    private static Update update(Listener listener) throws InterruptedException {
        return listener.await(Duration.ZERO).getFirst();
    }

    /** Waits for an update on another thread, which is about to wait when this returns. */
    private static CompletableFuture<Update> waiting(Listener listener) throws InterruptedException {
        CompletableFuture<Update> result = new CompletableFuture<>();
        CountDownLatch ready = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            ready.countDown();
            try {
                result.complete(listener.await(Duration.ofSeconds(20)).getFirst());
            } catch (InterruptedException | RuntimeException failed) {
                result.completeExceptionally(failed);
            }
        });
        ready.await();
        return result;
    }

    /** Runs the reading thread to its end, in this thread. */
    private void runThread() {
        threads.removeFirst().run();
    }

    /** Progress in memory; records what is read. */
    private static final class RecordingSource implements ProgressSource {

        private final Map<String, CampaignProgress> stored = new HashMap<>();
        private final List<Set<String>> reads = new ArrayList<>();
        private Runnable beforeAnswer = () -> {};

        void put(CampaignProgress progress) {
            stored.put(progress.campaign().id(), progress);
        }

        /** Runs this once, during the next read of several campaigns. */
        void onNextRead(Runnable action) {
            beforeAnswer = action;
        }

        @Override
        public CampaignProgress get(String campaignId) {
            reads.add(Set.of(campaignId));
            CampaignProgress progress = stored.get(campaignId);
            if (progress == null) {
                throw new CampaignNotFoundException(campaignId);
            }
            return progress;
        }

        @Override
        public List<CampaignProgress> findAll(Collection<String> campaignIds) {
            reads.add(Set.copyOf(campaignIds));
            assertThat(reads).as("the reading thread ends").hasSizeLessThan(100);
            Runnable action = beforeAnswer;
            beforeAnswer = () -> {};
            action.run();
            return campaignIds.stream()
                    .map(stored::get)
                    .filter(Objects::nonNull)
                    .toList();
        }
    }

    private static final class HandMovedClock extends Clock {

        private Instant now = NOW;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
