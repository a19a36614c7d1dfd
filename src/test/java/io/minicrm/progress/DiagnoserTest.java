package io.minicrm.progress;

import static io.minicrm.progress.TestProgress.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.TestCampaign;
import io.minicrm.delivery.CampaignStats;
import io.minicrm.delivery.ChunkPublisher;
import io.minicrm.delivery.Deliveries.Reason;
import io.minicrm.delivery.Deliveries.Survey;
import io.minicrm.delivery.Deliveries.Unsettled;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.PipelineGroup;
import io.minicrm.delivery.StalledChunks.Republished;
import io.minicrm.gate.Limits.Limit;
import io.minicrm.gate.Limits.Scope;
import io.minicrm.gate.PostponeReason;
import io.minicrm.inspector.GroupSummary;
import io.minicrm.progress.Diagnosis.RateLimit;
import io.minicrm.progress.Diagnosis.RateLimitScope;
import io.minicrm.progress.Diagnosis.Wait;
import io.minicrm.progress.LimitLoads.CampaignWait;
import io.minicrm.progress.LimitLoads.Load;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each test begins with a campaign of 1,000 leads that waits for nothing, and changes one thing. */
class DiagnoserTest {

    private static final Instant LATER = NOW.plusSeconds(60);
    private static final GroupSummary NO_SENDERS = group(PipelineGroup.SENDERS, 0, 7);

    private TestCampaign campaign = TestCampaign.withId("campaign-1")
            .status(CampaignStatus.RUNNING)
            .audience(1_000)
            .plannedAt(NOW)
            .startedAt(NOW);
    private Numbers numbers = new Numbers();
    private long settled = 100;
    private long claimed;
    private @Nullable Instant nextAttemptAt;
    private List<Reason> reasons = List.of();
    private Republished republished = Republished.NOTHING;
    private List<Limit> limits = List.of();
    private List<Load> loads = List.of();
    private @Nullable List<GroupSummary> groups = Arrays.stream(PipelineGroup.values())
            .map(group -> group(group, 1, 0))
            .toList();

    @Test
    void aRunningCampaignAlwaysWaitsForSomething() {
        assertThat(onlyWait())
                .isEqualTo(new Wait(
                        WaitReason.OUTCOME,
                        "messages are with their provider or on the way; those that do not move although Kafka has"
                                + " nothing of them left to read are published again",
                        900L,
                        null));
    }

    @Test
    void whatWasPublishedAgainIsReported() {
        republished = new Republished(3, NOW.plusMillis(17));

        assertThat(onlyWait())
                .isEqualTo(new Wait(
                        WaitReason.REPUBLISHED,
                        "the records of 3 chunks had vanished from Kafka; they were published again, the last at %s"
                                .formatted(NOW),
                        null,
                        null));
    }

    @Test
    void aFinishedCampaignWaitsForNothing() {
        campaign = campaign.status(CampaignStatus.COMPLETED).maxRate(5).finishedAt(NOW);
        numbers.sent = 1_000;
        settled = 1_000;
        groups = null;

        assertThat(diagnose().waitingFor()).isEmpty();
    }

    @Test
    void aCampaignWithoutAPlanWaitsForThePlan() {
        campaign = campaign.status(CampaignStatus.QUEUED).plannedAt(null);

        assertThat(onlyWait())
                .isEqualTo(new Wait(
                        WaitReason.PLAN,
                        "its audience is being frozen by a process with the role publisher",
                        null,
                        null));
    }

    @Test
    void aScheduledCampaignWaitsForItsTime() {
        campaign = campaign.status(CampaignStatus.QUEUED).scheduledAt(LATER);

        assertThat(onlyWait()).isEqualTo(new Wait(WaitReason.SCHEDULE, "its scheduled time has not come", 900L, LATER));
    }

    @Test
    void aCancelledCampaignDoesNotWaitForItsSchedule() {
        campaign = campaign.status(CampaignStatus.CANCELLED).scheduledAt(LATER);

        assertThat(onlyWait().what()).isEqualTo(WaitReason.OUTCOME);
    }

    @Test
    void aPausedCampaignWaitsForAPersonAndForNothingElse() {
        campaign = campaign.status(CampaignStatus.PAUSED);
        groups = null;
        numbers.retrying = 5;

        assertThat(onlyWait()).isEqualTo(new Wait(WaitReason.RESUME, "it is paused", 900L, null));
    }

    @Test
    void aBrokerThatDoesNotAnswerIsWaitedFor() {
        groups = null;

        assertThat(onlyWait()).isEqualTo(new Wait(WaitReason.BROKER, "Kafka cannot be reached", null, null));
        assertThat(diagnose().groups()).isNull();
    }

    @Test
    void aStepWithoutAProcessIsWaitedFor() {
        groups = List.of(group(PipelineGroup.EXPANDERS, 1, 0), NO_SENDERS, group(PipelineGroup.RECEIPTS, 1, 0));

        assertThat(onlyWait())
                .isEqualTo(new Wait(
                        WaitReason.WORKERS,
                        "no process with the role sender is running; 7 records wait for one",
                        null,
                        null));
    }

    @Test
    void aGroupThatTheBrokerDoesNotKnowHasNoProcess() {
        groups = List.of();

        assertThat(diagnose().waitingFor())
                .extracting(Wait::what)
                .containsExactly(WaitReason.WORKERS, WaitReason.WORKERS, WaitReason.WORKERS);
        assertThat(diagnose().groups()).hasSize(PipelineGroup.values().length);
    }

    @Test
    void aStepWithRecordsToReadIsWaitedFor() {
        groups = List.of(
                group(PipelineGroup.EXPANDERS, 1, 0),
                group(PipelineGroup.SENDERS, 2, 40),
                group(PipelineGroup.RECEIPTS, 1, 0));

        assertThat(onlyWait())
                .isEqualTo(new Wait(
                        WaitReason.LAG,
                        "the role sender has 40 records of this and other campaigns to read",
                        null,
                        null));
    }

    @Test
    void theRateLimitsOfTheCampaignAndOfItsChannelApplyAlways() {
        campaign = campaign.maxRate(7);
        limits = List.of(new Limit(Scope.CHANNEL, "simulator", 50), new Limit(Scope.CHANNEL, "email", 20));

        assertThat(diagnose().waitingFor())
                .containsExactly(
                        new Wait(WaitReason.RATE_LIMIT, "it is limited to 7 messages per second", null, null),
                        new Wait(
                                WaitReason.RATE_LIMIT,
                                "the channel simulator is limited to 50 messages per second",
                                null,
                                null));
        assertThat(diagnose().limits())
                .containsExactly(
                        new RateLimit(RateLimitScope.CAMPAIGN, "campaign-1", 7),
                        new RateLimit(RateLimitScope.CHANNEL, "simulator", 50));
    }

    @Test
    void theRateLimitOfADomainAppliesOnceMessagesWerePostponed() {
        limits = List.of(new Limit(Scope.DOMAIN, "slow.example", 10));
        assertThat(onlyWait().what()).isEqualTo(WaitReason.OUTCOME);

        postponed(PostponeReason.RATE_LIMIT, 30);

        assertThat(onlyWait())
                .isEqualTo(new Wait(
                        WaitReason.RATE_LIMIT,
                        "the domain slow.example is limited to 10 messages per second",
                        30L,
                        null));
    }

    @Test
    void ofSeveralLimitsThoseAreNamedThatTheMessagesWaitFor() {
        campaign = campaign.maxRate(7);
        loads = List.of(
                new Load(new Limit(Scope.DOMAIN, "fast.example", 90), 80.04, 3, held("campaign-2", 3)),
                new Load(new Limit(Scope.DOMAIN, "slow.example", 10), 9.96, 25, held("campaign-1", 25)),
                new Load(new Limit(Scope.CHANNEL, "simulator", 50), 0, 0, List.of()));
        postponed(PostponeReason.RATE_LIMIT, 30);

        assertThat(diagnose().waitingFor())
                .containsExactly(
                        new Wait(WaitReason.RATE_LIMIT, "it is limited to 7 messages per second", 5L, null),
                        new Wait(
                                WaitReason.RATE_LIMIT,
                                "the domain slow.example is limited to 10 messages per second;"
                                        + " 10.0 of all campaigns pass now",
                                25L,
                                null),
                        new Wait(
                                WaitReason.RATE_LIMIT,
                                "the channel simulator is limited to 50 messages per second",
                                null,
                                null));
    }

    private static List<CampaignWait> held(String campaign, long messages) {
        return List.of(new CampaignWait(campaign, messages));
    }

    @Test
    void messagesPostponedForAnotherReasonAreNotRetries() {
        postponed(PostponeReason.SENDER_STOPPED, 30);
        nextAttemptAt = LATER;

        assertThat(onlyWait())
                .isEqualTo(new Wait(
                        WaitReason.POSTPONED,
                        "messages were postponed (its sender stopped) and will be tried again",
                        30L,
                        LATER));
    }

    @Test
    void messagesThatFailedWaitForTheirNextAttempt() {
        numbers.retrying = 12;
        reasons = List.of(new Reason(DeliveryStatus.RETRYING, "rate limit", 12));
        nextAttemptAt = LATER;

        assertThat(onlyWait())
                .isEqualTo(
                        new Wait(WaitReason.RETRIES, "messages that failed wait for their next attempt", 12L, LATER));
    }

    @Test
    void leadsThatAreNotPublishedWaitForThoseThatAreProcessed() {
        numbers.published = 300;

        assertThat(onlyWait())
                .isEqualTo(new Wait(
                        WaitReason.WINDOW,
                        "200 leads are being processed; the next ones follow as these settle",
                        700L,
                        null));
    }

    @Test
    void leadsThatAreNotPublishedWaitForAPublisherIfNothingIsProcessed() {
        numbers.published = 300;
        postponed(PostponeReason.PAUSED, 200);

        assertThat(diagnose().waitingFor())
                .last()
                .isEqualTo(new Wait(
                        WaitReason.WORKERS,
                        "its next chunks have to be published by a process with the role publisher",
                        700L,
                        null));
    }

    @Test
    void nothingMoreIsPublishedWhileTooManyLeadsWaitForALaterTime() {
        campaign = campaign.audience(1_000_000);
        numbers.audience = 1_000_000;
        numbers.published = ChunkPublisher.MAX_WAITING + 100;
        postponed(PostponeReason.RATE_LIMIT, ChunkPublisher.MAX_WAITING);

        assertThat(onlyWait().what()).isEqualTo(WaitReason.WINDOW);
    }

    @Test
    void settledLeadsThatAreNotCountedAreWaitedFor() {
        settled = 150;

        assertThat(onlyWait())
                .isEqualTo(new Wait(
                        WaitReason.STATS,
                        "settled leads have to be counted by a process with the role stats",
                        50L,
                        null));
    }

    @Test
    void severalReasonsStandInTheOrderOfTheEnum() {
        campaign = campaign.maxRate(7);
        numbers.published = 400;
        numbers.retrying = 12;
        postponed(PostponeReason.PAUSED, 30);
        settled = 150;
        groups = List.of(NO_SENDERS, group(PipelineGroup.EXPANDERS, 1, 3), group(PipelineGroup.RECEIPTS, 1, 3));

        List<WaitReason> what =
                diagnose().waitingFor().stream().map(Wait::what).distinct().toList();

        assertThat(EnumSet.copyOf(what))
                .isEqualTo(EnumSet.of(
                        WaitReason.WORKERS,
                        WaitReason.LAG,
                        WaitReason.RATE_LIMIT,
                        WaitReason.POSTPONED,
                        WaitReason.RETRIES,
                        WaitReason.WINDOW,
                        WaitReason.STATS));
        assertThat(what.subList(2, what.size()))
                .containsExactly(
                        WaitReason.RATE_LIMIT,
                        WaitReason.POSTPONED,
                        WaitReason.RETRIES,
                        WaitReason.WINDOW,
                        WaitReason.STATS);
    }

    @Test
    void scheduleAndPauseAreBothListed() {
        campaign = campaign.status(CampaignStatus.PAUSED).plannedAt(null).scheduledAt(LATER);

        assertThat(diagnose().waitingFor())
                .extracting(Wait::what)
                .containsExactly(WaitReason.PLAN, WaitReason.SCHEDULE, WaitReason.RESUME);
    }

    @Test
    void theEndIsEstimatedByTheLastTenSeconds() {
        claimed = 40;

        Diagnosis diagnosis = diagnose();

        assertThat(diagnosis.leadsPerSecond()).isEqualTo(4);
        assertThat(diagnosis.estimatedSeconds()).isEqualTo(225);
        assertThat(diagnosis.estimatedFinishAt()).isEqualTo(NOW.plusSeconds(225));
    }

    @Test
    void oneClaimWithinTenSecondsIsEnoughForAnEstimate() {
        claimed = 1;

        assertThat(diagnose().estimatedSeconds()).isEqualTo(9_000);
    }

    @Test
    void aGroupThatKafkaDoesNotKnowHasNoMembersAndNoLag() {
        groups = List.of();

        assertThat(diagnose().groups()).hasSize(PipelineGroup.values().length).allSatisfy(group -> {
            assertThat(group.members()).isZero();
            assertThat(group.lag()).isZero();
        });
    }

    @Test
    void noEndIsEstimatedWhileNothingMoves() {
        assertThat(diagnose().estimatedSeconds()).as("nothing was claimed").isNull();

        claimed = 40;
        campaign = campaign.status(CampaignStatus.PAUSED);
        assertThat(diagnose().estimatedSeconds()).as("paused").isNull();
        assertThat(diagnose().estimatedFinishAt()).isNull();
    }

    @Test
    void errorsAreTheExplanationsOfTheMessagesInWords() {
        reasons = List.of(
                new Reason(DeliveryStatus.FAILED, "no such mailbox", 3),
                new Reason(DeliveryStatus.SKIPPED, "no_address", 2));

        assertThat(diagnose().errors())
                .containsExactly(
                        new Diagnosis.ErrorCount(DeliveryStatus.FAILED, "no such mailbox", 3),
                        new Diagnosis.ErrorCount(DeliveryStatus.SKIPPED, "no address on this channel", 2));
    }

    @Test
    void aCampaignThatWaitsForApprovalWaitsForNothingElse() {
        waitsForApproval = true;
        groups = null;

        assertThat(onlyWait().what()).isEqualTo(WaitReason.APPROVAL);
        assertThat(onlyWait().detail()).startsWith("it waits for approval: its audience of ");
    }

    private boolean waitsForApproval;

    private Wait onlyWait() {
        List<Wait> waits = diagnose().waitingFor();
        assertThat(waits).hasSize(1);
        return waits.getFirst();
    }

    private Diagnosis diagnose() {
        Campaign built = campaign.build();
        CampaignStats stats = numbers.stats(built.id());
        List<Reason> postponed = reasons.stream()
                .filter(reason -> reason.status() == DeliveryStatus.POSTPONED)
                .toList();
        var reading = new CampaignReading(
                new CampaignProgress(built, stats),
                new Unsettled(settled - stats.settled(), nextAttemptAt, postponed),
                republished,
                waitsForApproval);
        return Diagnoser.of(reading, new Survey(claimed, reasons), Diagnoser.waits(reading, loads(), groups, NOW), NOW);
    }

    /** Those of the limits, unless the test gives others. */
    private List<Load> loads() {
        return loads.isEmpty()
                ? limits.stream().map(limit -> new Load(limit, 0, 0, List.of())).toList()
                : loads;
    }

    private void postponed(PostponeReason reason, long leads) {
        numbers.postponed = leads;
        reasons = List.of(new Reason(DeliveryStatus.POSTPONED, reason.code(), leads));
    }

    private static GroupSummary group(PipelineGroup group, int members, long lag) {
        return new GroupSummary(group.id(), members == 0 ? "Empty" : "Stable", members, List.of(), lag, null, null);
    }

    /** All leads published, 100 of them sent. */
    private static final class Numbers {

        private long audience = 1_000;
        private long published = 1_000;
        private long postponed;
        private long retrying;
        private long sent = 100;

        CampaignStats stats(String id) {
            return new CampaignStats(id, audience, published, 0, postponed, retrying, 0, sent, 0, 0, 0, 0, 0, 0);
        }
    }
}
