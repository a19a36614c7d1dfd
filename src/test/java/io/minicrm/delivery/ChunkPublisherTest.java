package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.campaign.Approval;
import io.minicrm.campaign.ApprovalsInMemory;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.TestCampaign;
import io.minicrm.chunk.Chunk;
import io.minicrm.chunk.Chunker;
import io.minicrm.gate.Limits.Limit;
import io.minicrm.gate.Limits.Scope;
import io.minicrm.gate.TestLimits;
import io.minicrm.lead.Lead;
import io.minicrm.segment.Audience;
import io.minicrm.segment.Field;
import io.minicrm.segment.Rule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChunkPublisherTest {

    private static final String ID = "campaign-1";
    private static final int AUDIENCE = 1_000_000;
    private static final int CHUNK = 100;

    private final MutableClock clock = new MutableClock();
    private final CampaignsInMemory campaigns = new CampaignsInMemory();
    private final TestLimits limits = new TestLimits();
    private final Book book = new Book(clock);
    private final List<ChunkJob> published = new ArrayList<>();
    private final ChunkPublisher publisher = new ChunkPublisher(
            "owner-1",
            new ChunkPublisher.Ports(
                    campaigns, book, book, limits, new Planner(new NoAudience(), book, clock), noApprovals()),
            this::publish,
            20_000,
            WorkerEnvironment.of(clock, clock));
    private boolean brokerIsAway;

    private void publish(List<ChunkJob> jobs) {
        book.events.add("publish " + jobs.size());
        if (brokerIsAway) {
            throw new IllegalStateException("the broker is away");
        }
        published.addAll(jobs);
    }

    @BeforeEach
    void aRunningCampaign() {
        campaign(CampaignStatus.RUNNING, null);
    }

    @Test
    void eachTurnPublishesTheNextChunksFirstAndMarksThemAfter() {
        Duration pause = publisher.get();

        assertThat(published)
                .extracting(ChunkJob::chunkIndex)
                .containsExactlyElementsOf(IntStream.range(0, 40).boxed().toList());
        assertThat(published).allSatisfy(job -> assertThat(job.round()).isEqualTo(1));
        assertThat(book.events).containsExactly("publish 40", "mark 40");
        assertThat(pause).isEqualTo(Duration.ofMillis(20));
    }

    @Test
    void chunksThatTheBrokerRefusesAreNotMarked() {
        brokerIsAway = true;

        assertThatThrownBy(publisher::get).hasMessage("the broker is away");
        assertThat(book.events).containsExactly("publish 40");
    }

    @Test
    void theWindowLimitsTheLeadsInThePipeline() {
        publisher.get();
        publisher.get();
        assertThat(book.publishedChunks).as("5,000 leads to begin with").isEqualTo(50);

        assertThat(publisher.get()).isEqualTo(Duration.ofMillis(100));
        assertThat(book.publishedChunks).isEqualTo(50);
    }

    @Test
    void theLongerTheTalliesTakeTheLessOftenTheyAreRead() {
        rounds(2);

        book.statsTake = Duration.ofMillis(1);
        assertThat(publisher.get()).isEqualTo(Duration.ofMillis(100));
        book.statsTake = Duration.ofMillis(4);
        assertThat(publisher.get()).isEqualTo(Duration.ofMillis(200));
        book.statsTake = Duration.ofMillis(20);
        assertThat(publisher.get()).isEqualTo(Duration.ofMillis(400));
    }

    @Test
    void theWindowOpensAsFastAsMessagesAreSettledUpToItsLargest() {
        rounds(2);
        book.sent = 5_000;
        clock.advance(Duration.ofMillis(499));
        publisher.get();
        assertThat(book.publishedChunks)
                .as("too early to measure: another 4,000")
                .isEqualTo(90);

        clock.advance(Duration.ofMillis(1));
        rounds(10);
        assertThat(book.publishedChunks)
                .as("20,000 beyond the 5,000 that are settled")
                .isEqualTo(250);
    }

    /** Waiting messages once filled the window, and a slow domain stopped its campaign. */
    @Test
    void messagesThatWaitForALaterTimeAreOutsideTheWindow() {
        rounds(2);
        book.postponed = 3_000;
        publisher.get();
        assertThat(book.publishedChunks).isEqualTo(80);

        book.retrying = 2_000;
        book.deferred = 2_000;
        publisher.get();
        assertThat(book.publishedChunks).isEqualTo(100);
    }

    @Test
    void retriesThatAreDueSoonStayInTheWindow() {
        rounds(2);
        book.retrying = 5_000;

        publisher.get();

        assertThat(book.publishedChunks).isEqualTo(50);
    }

    @Test
    void noMoreThanABoundOfMessagesWait() {
        book.publishedChunks = 6_000;
        book.postponed = ChunkPublisher.MAX_WAITING;
        book.sent = 100_000;

        publisher.get();
        assertThat(published).isEmpty();

        book.postponed = ChunkPublisher.MAX_WAITING - 1_000;
        book.sent = 101_000;
        publisher.get();
        assertThat(published).hasSize(10);
    }

    @Test
    void aRateOfTheCampaignOrItsChannelCountsEverythingUnsettled() {
        campaign(CampaignStatus.RUNNING, 100);
        publisher.get();
        assertThat(book.publishedChunks).as("four seconds' worth").isEqualTo(4);
        book.postponed = 300;
        publisher.get();
        assertThat(book.publishedChunks).isEqualTo(4);
        book.postponed = 0;
        book.sent = 200;
        publisher.get();
        assertThat(book.publishedChunks).isEqualTo(6);

        campaign(CampaignStatus.RUNNING, null);
        limits.set(new Limit(Scope.CHANNEL, "simulator", 200));
        limits.set(new Limit(Scope.CHANNEL, "other", 1));
        limits.set(new Limit(Scope.DOMAIN, "simulator", 1));
        publisher.get();
        assertThat(book.publishedChunks).isEqualTo(10);
    }

    /** A campaign that was moved from another store is settled further than it is published here. */
    @Test
    void moreSettledThanPublishedLeadsDoNotStopACampaign() {
        book.sent = 300;

        publisher.get();

        assertThat(book.publishedChunks).isEqualTo(40);
    }

    @Test
    void aCancelledCampaignIgnoresRatesAndTakesMessagesBeforeTheyAreDue() {
        campaign(CampaignStatus.CANCELLED, 1);

        publisher.get();

        assertThat(book.publishedChunks).isEqualTo(40);
        assertThat(book.dueBy).isAfter(MutableClock.START.plus(Duration.ofDays(365)));
    }

    @Test
    void messagesThatAreDueAreTakenAtTheirTimeAndPublished() {
        book.publishedChunks = AUDIENCE / CHUNK;
        ChunkJob due =
                new ChunkJob("job-campaign-1-7-1757656477507-kz2rrf", ID, List.of("x"), clock.instant(), 7, 2, 5);
        book.due.add(due);

        assertThat(publisher.get()).isEqualTo(Duration.ofMillis(20));

        assertThat(published).containsExactly(due);
        assertThat(book.dueBy).isEqualTo(MutableClock.START);
    }

    @Test
    void aChangedLimitRecallsPostponedMessages() {
        book.postponed = 10;
        publisher.get();
        assertThat(book.recalls).as("nothing is known to have changed").isEmpty();

        limits.set(new Limit(Scope.DOMAIN, "slow.example", 10));
        rounds(2);
        assertThat(book.recalls).containsExactly(MutableClock.START.plusSeconds(4));

        campaign(CampaignStatus.RUNNING, 50);
        rounds(2);
        assertThat(book.recalls).hasSize(2);

        book.postponed = 0;
        campaign(CampaignStatus.RUNNING, null);
        rounds(2);
        assertThat(book.recalls).as("nothing is postponed").hasSize(2);
    }

    /** Senders apply the old limit for up to two seconds, and on a busy system their receipts arrive even later. */
    @Test
    void messagesThatWerePostponedByTheOldLimitAfterTheChangeAreRecalledToo() {
        publisher.get();
        book.postponed = 10;
        limits.set(new Limit(Scope.DOMAIN, "slow.example", 10));
        publisher.get();

        for (int second = 1; second <= 300; second++) {
            clock.advance(Duration.ofSeconds(1));
            publisher.get();
        }

        assertThat(book.recalls)
                .as("six times within two minutes, always those that were judged by the old limit")
                .hasSize(6)
                .containsOnly(MutableClock.START.plusSeconds(4));
    }

    @Test
    void whileMessagesWaitThoseThatAClockAheadHasWrittenAreLookedForEveryHalfMinute() {
        book.retrying = 10;
        rounds(40);
        assertThat(book.aheads).as("they are due within a minute").isEmpty();

        book.deferred = 10;
        for (int second = 0; second < 70; second++) {
            clock.advance(Duration.ofSeconds(1));
            publisher.get();
        }

        assertThat(book.aheads)
                .hasSize(2)
                .allSatisfy(ahead -> assertThat(ahead)
                        .isAfter(MutableClock.START.plusSeconds(60))
                        .isBefore(clock.instant().plusSeconds(61)));
    }

    @Test
    void aRecallThatFailsIsRepeatedInTheNextRound() {
        book.postponed = 1;
        publisher.get();
        limits.set(new Limit(Scope.DOMAIN, "slow.example", 10));
        book.storeIsAway = true;
        assertThatThrownBy(publisher::get).hasMessage("the store is away");

        book.storeIsAway = false;
        rounds(2);

        assertThat(book.recalls).hasSize(1);
    }

    @Test
    void campaignsTakeTurns() {
        campaigns.put(TestCampaign.withId("campaign-2")
                .status(CampaignStatus.RUNNING)
                .chunkSize(CHUNK)
                .audience(AUDIENCE)
                .plannedAt(MutableClock.START)
                .build());

        publisher.get();

        assertThat(published).extracting(ChunkJob::campaignId).containsOnly(ID, "campaign-2");
    }

    @Test
    void nothingLeasedMeansAShortSleepAndClosingGivesTheLeasesBack() {
        ChunkPublisher idle = new ChunkPublisher(
                "owner-2",
                new ChunkPublisher.Ports(
                        new CampaignsInMemory(),
                        book,
                        book,
                        limits,
                        new Planner(new NoAudience(), book, clock),
                        noApprovals()),
                this::publish,
                20_000,
                clock);

        assertThat(idle.get()).isEqualTo(Duration.ofMillis(300));
        publisher.close();
        assertThat(campaigns.released).containsExactly("owner-1");
    }

    @Test
    void aLargeCampaignBeginsOnlyWhenExactlyWhatIsStoredIsApproved() {
        campaign(CampaignStatus.QUEUED, null);
        var approvals = new ApprovalsInMemory();
        var rule = new ApprovalRule(AUDIENCE - 1, approvals, book);
        var careful = new ChunkPublisher(
                "owner-3",
                new ChunkPublisher.Ports(
                        campaigns, book, book, limits, new Planner(new NoAudience(), book, clock), rule),
                this::publish,
                20_000,
                WorkerEnvironment.of(clock, clock));

        careful.get();
        assertThat(published).isEmpty();

        approvals.save(new Approval(ID, "of another audience", "user:bob", MutableClock.START));
        clock.advance(Duration.ofSeconds(3));
        careful.get();
        assertThat(published).isEmpty();

        String digest = rule.digest(campaigns.find(ID).orElseThrow());
        approvals.save(new Approval(ID, digest, "user:bob", MutableClock.START));
        clock.advance(Duration.ofSeconds(3));
        careful.get();
        assertThat(published).isNotEmpty();
    }

    private ApprovalRule noApprovals() {
        return new ApprovalRule(ApprovalRule.NEVER, new ApprovalsInMemory(), book);
    }

    private void rounds(int count) {
        for (int i = 0; i < count; i++) {
            publisher.get();
        }
    }

    private void campaign(CampaignStatus status, @Nullable Integer maxRate) {
        campaigns.put(TestCampaign.withId(ID)
                .status(status)
                .chunkSize(CHUNK)
                .audience(AUDIENCE)
                .maxRate(maxRate)
                .plannedAt(MutableClock.START)
                .build());
    }

    /** Plans and tallies of campaigns, all with the numbers that the test sets. */
    private static final class Book implements Plans, Tallies {

        private final MutableClock clock;
        Duration statsTake = Duration.ZERO;
        final List<String> events = new ArrayList<>();
        final List<ChunkJob> due = new ArrayList<>();
        final Map<String, Integer> ofOthers = new HashMap<>();
        int publishedChunks;
        long postponed;
        long retrying;
        long deferred;
        long sent;
        boolean storeIsAway;
        final List<Instant> recalls = new ArrayList<>();
        final List<Instant> aheads = new ArrayList<>();

        @Nullable
        Instant dueBy;

        Book(MutableClock clock) {
            this.clock = clock;
        }

        @Override
        public Map<PlannedChunk.Place, PlannedChunk> at(Collection<PlannedChunk.Place> places) {
            return Map.of();
        }

        @Override
        public List<CampaignStats> stats(Set<String> campaignIds) {
            clock.advance(statsTake);
            return campaignIds.stream()
                    .map(id -> new CampaignStats(
                            id,
                            AUDIENCE,
                            (long) CHUNK * (id.equals(ID) ? publishedChunks : ofOthers.getOrDefault(id, 0)),
                            0,
                            postponed,
                            retrying,
                            deferred,
                            sent,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0))
                    .toList();
        }

        @Override
        public List<Chunk> unpublished(String campaignId, int limit) {
            List<String> leads = IntStream.range(0, (publishedChunks + limit) * CHUNK)
                    .mapToObj("lead-%08d"::formatted)
                    .toList();
            return Chunker.chunk(campaignId, leads, CHUNK, MutableClock.START)
                    .subList(publishedChunks, publishedChunks + limit);
        }

        @Override
        public void markPublished(String campaignId, List<Chunk> chunks, Instant at) {
            events.add("mark " + chunks.size());
            if (campaignId.equals(ID)) {
                publishedChunks += chunks.size();
            } else {
                ofOthers.merge(campaignId, chunks.size(), Integer::sum);
            }
        }

        @Override
        public List<ChunkJob> takeDue(String campaignId, Instant by, Instant now, int limit) {
            dueBy = by;
            List<ChunkJob> taken = List.copyOf(due);
            due.clear();
            return taken;
        }

        @Override
        public void recallAhead(String campaignId, Instant ahead, Instant now) {
            aheads.add(ahead);
        }

        @Override
        public void recallPostponed(String campaignId, Instant postponedBefore, Instant now) {
            if (storeIsAway) {
                throw new IllegalStateException("the store is away");
            }
            recalls.add(postponedBefore);
        }

        @Override
        public Draft begin(String campaignId) {
            throw new AssertionError("All campaigns are planned");
        }

        @Override
        public int recount(int limit, Instant now) {
            throw new AssertionError("A publisher recounts nothing");
        }

        @Override
        public void touch(String campaignId) {
            throw new AssertionError("A publisher touches nothing");
        }

        @Override
        public void touchUnfinished() {
            throw new AssertionError("A publisher touches nothing");
        }
    }

    private static final class NoAudience implements Audience {

        @Override
        public List<Lead> page(Rule rule, ZonedDateTime now, @Nullable String afterId, int limit) {
            return List.of();
        }

        @Override
        public void values(Field field, int limit, Consumer<@Nullable Object> each) {}

        @Override
        public long count(Rule rule, ZonedDateTime now) {
            throw new AssertionError("All campaigns are planned");
        }

        @Override
        public Preview preview(Rule rule, ZonedDateTime now, int limit) {
            throw new AssertionError("All campaigns are planned");
        }

        @Override
        public void read(Rule rule, ZonedDateTime now, Consumer<List<String>> pages) {
            throw new AssertionError("All campaigns are planned");
        }

        @Override
        public void readWithDuplicates(
                Rule rule, ZonedDateTime now, Consumer<List<String>> pages, Consumer<List<String>> duplicates) {
            throw new AssertionError("All campaigns are planned");
        }
    }
}
