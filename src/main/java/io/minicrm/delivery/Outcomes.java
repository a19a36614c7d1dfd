package io.minicrm.delivery;

import io.minicrm.delivery.Channel.SendResult;
import io.minicrm.gate.LimitKey;
import io.minicrm.gate.PostponeReason;
import io.minicrm.gate.SkipReason;
import io.minicrm.gate.Verdict;
import io.minicrm.text.StoredText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Turns what happened to a message into its receipt.
 *
 * <p>Example: with five attempts allowed, the fourth {@code Transient} makes a {@code retrying} receipt with 4 failures
 * and a time; the fifth makes {@code failed}, "gave up after 5 attempts". {@code Uncertain} is treated as {@code
 * Transient} if the channel drops repeats, and makes {@code unknown} otherwise.
 */
final class Outcomes {

    /** A provider may say anything. A text that no store can keep would make the receipt a dead letter. */
    private static final int MAX_ERROR_LENGTH = 1_000;

    private static final int MAX_ID_LENGTH = 200;

    /** How long a message waits for files, threads or memory that other work releases. */
    private static final Duration UNTIL_RELEASED = Duration.ofSeconds(10);

    static final Verdict.Postpone OUT_OF_RESOURCES =
            new Verdict.Postpone(PostponeReason.OUT_OF_RESOURCES, UNTIL_RELEASED);

    private final RetryPolicy retries;
    private final Clock clock;
    private final RandomGenerator random;

    Outcomes(RetryPolicy retries, Clock clock, RandomGenerator random) {
        this.retries = retries;
        this.clock = clock;
        this.random = random;
    }

    Instant now() {
        return clock.instant();
    }

    /**
     * The receipt of a channel's answer.
     *
     * @param past what happened before
     */
    Receipt of(SendJob job, PastAttempts past, SendResult result, Channel channel) {
        return switch (result) {
            case SendResult.Accepted accepted ->
                receipt(job, DeliveryStatus.SENT, accepted.providerMessageId(), null, attempt(job, past));
            case SendResult.Rejected rejected -> failed(job, past, rejected.reason());
            case SendResult.Transient trouble -> retry(job, past.failed(), trouble.reason(), trouble.retryAfter());
            case SendResult.Unable _ -> postponed(job, past, OUT_OF_RESOURCES);
            case SendResult.Uncertain unclear ->
                channel.isIdempotent()
                        ? retry(job, past.failed().uncertain(), unclear.reason(), null)
                        : unknown(job, past, unclear.reason());
        };
    }

    /** The receipt of a message that failed permanently. */
    Receipt failed(SendJob job, PastAttempts past, String reason) {
        return receipt(job, DeliveryStatus.FAILED, null, reason, attempt(job, past));
    }

    /** The receipt of a message that may or may not have been sent. */
    Receipt unknown(SendJob job, PastAttempts past, String reason) {
        return receipt(job, DeliveryStatus.UNKNOWN, null, reason, attempt(job, past.uncertain()));
    }

    /** The receipt of a message that is not to be sent, or not again. */
    Receipt skipped(SendJob job, PastAttempts past, SkipReason reason) {
        return past.maybeSent()
                ? unknown(job, past, NotSentAgain.because(reason.text()))
                : receipt(job, DeliveryStatus.SKIPPED, null, reason.code(), attempt(job, past));
    }

    /** The receipt of a message that waits in the delivery log. It does not use an attempt. */
    Receipt postponed(SendJob job, PastAttempts past, Verdict.Postpone postpone) {
        LimitKey limit = postpone.limit();
        return receipt(
                job,
                DeliveryStatus.POSTPONED,
                null,
                postpone.reason().code(),
                new SendAttempt(
                        past.failures() + 1,
                        job.round(),
                        null,
                        after(postpone.delay()),
                        limit == null ? null : limit.code(),
                        past.maybeSent()));
    }

    private Receipt retry(SendJob job, PastAttempts now, String reason, @Nullable Duration retryAfter) {
        int failures = now.failures();
        if (retries.isExhausted(failures)) {
            return receipt(
                    job,
                    DeliveryStatus.FAILED,
                    null,
                    "gave up after %d attempts: %s".formatted(failures, reason),
                    new SendAttempt(failures, job.round(), null, null, null, now.maybeSent()));
        }
        Duration delay = retries.delayAfter(failures, retryAfter, random);
        return receipt(
                job,
                DeliveryStatus.RETRYING,
                null,
                reason,
                new SendAttempt(failures, job.round(), failures, after(delay), null, now.maybeSent()));
    }

    private static SendAttempt attempt(SendJob job, PastAttempts past) {
        return new SendAttempt(past.failures() + 1, job.round(), null, null, null, past.maybeSent());
    }

    private Instant after(Duration delay) {
        return clock.instant().plus(delay).truncatedTo(ChronoUnit.MILLIS);
    }

    private Receipt receipt(
            SendJob job,
            DeliveryStatus status,
            @Nullable String providerMessageId,
            @Nullable String error,
            SendAttempt attempt) {
        return new Receipt(
                job.key(),
                status,
                job.channel(),
                providerMessageId == null ? null : StoredText.cleaned(providerMessageId, MAX_ID_LENGTH),
                error == null ? null : StoredText.cleaned(error, MAX_ERROR_LENGTH),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                attempt);
    }
}
