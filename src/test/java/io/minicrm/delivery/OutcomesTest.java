package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.delivery.Channel.SendResult;
import io.minicrm.delivery.SenderBed.Provider;
import io.minicrm.gate.LimitKey;
import io.minicrm.gate.Limits;
import io.minicrm.gate.PostponeReason;
import io.minicrm.gate.SkipReason;
import io.minicrm.gate.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutcomesTest {

    private static final Provider DROPS_REPEATS = new Provider("simulator", true);
    private static final Provider DOES_NOT = new Provider("mail", false);
    private static final SendJob JOB = SenderBed.job("ann", "simulator", "ann@example.com", 9, null);

    private final MutableClock clock = new MutableClock();
    private final Outcomes outcomes =
            new Outcomes(new RetryPolicy(3, Duration.ofSeconds(2), Duration.ofMinutes(10)), clock, () -> 0);

    @Test
    void whatTheProviderTookIsSentWithItsId() {
        Receipt sent = outcomes.of(JOB, new PastAttempts(1, false), new SendResult.Accepted("sim-1"), DOES_NOT);

        assertThat(sent)
                .isEqualTo(new Receipt(
                        JOB.key(),
                        DeliveryStatus.SENT,
                        "simulator",
                        "sim-1",
                        null,
                        MutableClock.START,
                        new SendAttempt(2, 9, null, null)));
    }

    @Test
    void aRefusedMessageHasFailed() {
        Receipt failed = outcomes.of(JOB, PastAttempts.NONE, new SendResult.Rejected("no such mailbox"), DROPS_REPEATS);

        assertThat(failed.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(failed.error()).isEqualTo("no such mailbox");
        assertThat(failed.attempt()).isEqualTo(new SendAttempt(1, 9, null, null));
    }

    @Test
    void aTransientFailureUsesAnAttemptAndIsRetried() {
        Receipt retrying = outcomes.of(
                JOB, new PastAttempts(1, false), new SendResult.Transient("busy", Duration.ofSeconds(7)), DOES_NOT);

        assertThat(retrying.status()).isEqualTo(DeliveryStatus.RETRYING);
        assertThat(retrying.attempt()).isEqualTo(new SendAttempt(2, 9, 2, MutableClock.START.plusSeconds(7)));
    }

    @Test
    void theLastAttemptThatFailsGivesUp() {
        Receipt failed = outcomes.of(
                JOB, new PastAttempts(2, false), new SendResult.Transient("busy", Duration.ofHours(1)), DOES_NOT);

        assertThat(failed.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(failed.error()).isEqualTo("gave up after 3 attempts: busy");
        assertThat(failed.attempt()).isEqualTo(new SendAttempt(3, 9, null, null));
    }

    @Test
    void anUncertainAnswerIsTriedAgainOnlyWhereRepeatsAreDropped() {
        SendResult unclear = new SendResult.Uncertain("no answer");

        assertThat(outcomes.of(JOB, PastAttempts.NONE, unclear, DROPS_REPEATS).status())
                .isEqualTo(DeliveryStatus.RETRYING);
        assertThat(outcomes.of(JOB, PastAttempts.NONE, unclear, DROPS_REPEATS).attempt())
                .isEqualTo(new SendAttempt(1, 9, 1, MutableClock.START, null, true));
        assertThat(outcomes.of(JOB, new PastAttempts(2, false), unclear, DROPS_REPEATS)
                        .status())
                .isEqualTo(DeliveryStatus.FAILED);
        assertThat(outcomes.of(JOB, PastAttempts.NONE, unclear, DOES_NOT).status())
                .isEqualTo(DeliveryStatus.UNKNOWN);
        assertThat(outcomes.of(JOB, PastAttempts.NONE, unclear, DOES_NOT).error())
                .isEqualTo("no answer");
    }

    @Test
    void aMessageThatThisProcessCouldNotSendWaitsAndIsNeverUncertain() {
        Receipt postponed =
                outcomes.of(JOB, new PastAttempts(2, false), new SendResult.Unable("Too many open files"), DOES_NOT);

        assertThat(postponed.status()).isEqualTo(DeliveryStatus.POSTPONED);
        assertThat(postponed.error()).isEqualTo("out_of_resources");
        assertThat(postponed.attempt()).isEqualTo(new SendAttempt(3, 9, null, MutableClock.START.plusSeconds(10)));
    }

    @Test
    void aPostponementSpendsNothing() {
        var limit = new LimitKey(Limits.Scope.DOMAIN, "example.com");
        Receipt postponed = outcomes.postponed(
                JOB,
                new PastAttempts(1, false),
                new Verdict.Postpone(PostponeReason.RATE_LIMIT, Duration.ofMillis(1_500), limit));

        assertThat(postponed.status()).isEqualTo(DeliveryStatus.POSTPONED);
        assertThat(postponed.error()).isEqualTo("rate_limit");
        assertThat(postponed.attempt())
                .isEqualTo(
                        new SendAttempt(2, 9, null, MutableClock.START.plusMillis(1_500), "domain:example.com", false));
    }

    @Test
    void aSkippedMessageCarriesTheCodeOfItsReason() {
        assertThat(outcomes.skipped(JOB, PastAttempts.NONE, SkipReason.NO_ADDRESS))
                .satisfies(skipped -> {
                    assertThat(skipped.status()).isEqualTo(DeliveryStatus.SKIPPED);
                    assertThat(skipped.error()).isEqualTo("no_address");
                });
    }

    @Test
    void aProvidersTextsAreShortenedAndCleanedToWhatEveryStoreKeeps() {
        assertThat(outcomes.of(JOB, PastAttempts.NONE, new SendResult.Rejected("x\0" + "y".repeat(2_000)), DOES_NOT)
                        .error())
                .hasSize(1_000)
                .startsWith("x?y");
        assertThat(outcomes.of(JOB, PastAttempts.NONE, new SendResult.Accepted("i".repeat(300)), DOES_NOT)
                        .providerMessageId())
                .hasSize(200);
    }

    @Test
    void timesAreToTheMillisecond() {
        clock.advance(Duration.ofNanos(1_234_567));

        Receipt postponed = outcomes.postponed(
                JOB, PastAttempts.NONE, new Verdict.Postpone(PostponeReason.PAUSED, Duration.ofNanos(999_999)));

        assertThat(postponed.at()).isEqualTo(MutableClock.START.plusMillis(1));
        assertThat(postponed.nextAttemptAt()).isEqualTo(MutableClock.START.plusMillis(2));
    }

    @Test
    void aMessageThatMayHaveBeenSentIsNeverSkipped() {
        Receipt unknown = outcomes.skipped(JOB, new PastAttempts(1, true), SkipReason.CANCELLED);

        assertThat(unknown.status()).isEqualTo(DeliveryStatus.UNKNOWN);
        assertThat(unknown.error())
                .isEqualTo("campaign cancelled, so it was not sent again; an earlier attempt may have arrived");
    }

    @Test
    void whatMayHaveBeenSentIsRememberedWhileTheMessageWaits() {
        Receipt busy =
                outcomes.of(JOB, new PastAttempts(1, true), new SendResult.Transient("busy", null), DROPS_REPEATS);
        Receipt postponed = outcomes.postponed(
                JOB, new PastAttempts(0, true), new Verdict.Postpone(PostponeReason.PAUSED, Duration.ZERO));

        assertThat(busy.maybeSent()).isTrue();
        assertThat(postponed.maybeSent()).isTrue();
    }
}
