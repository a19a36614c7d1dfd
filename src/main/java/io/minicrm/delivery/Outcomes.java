package io.minicrm.delivery;

import io.minicrm.delivery.Channel.SendResult;
import io.minicrm.text.StoredText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What a channel's answer means for a message: the receipt that tells it. */
final class Outcomes {

    /** What a provider says may be anything; a text that no store can keep would make the receipt a dead letter. */
    private static final int MAX_ERROR_LENGTH = 1_000;

    private static final int MAX_ID_LENGTH = 200;

    private final RetryPolicy retries;
    private final Clock clock;

    Outcomes(RetryPolicy retries, Clock clock) {
        this.retries = retries;
        this.clock = clock;
    }

    /**
     * The receipt of an answer.
     *
     * @param failures how often the message had failed for now before
     * @param idempotent whether an uncertain message may simply be handed over again
     */
    Receipt of(SendJob job, int failures, SendResult result, boolean idempotent) {
        return switch (result) {
            case SendResult.Accepted accepted ->
                receipt(job, DeliveryStatus.SENT, accepted.providerMessageId(), null, null, null);
            case SendResult.Rejected rejected -> settled(job, DeliveryStatus.FAILED, rejected.reason());
            case SendResult.Transient trouble -> retry(job, failures + 1, trouble.reason(), trouble.retryAfter());
            case SendResult.Uncertain unclear ->
                idempotent
                        ? retry(job, failures + 1, unclear.reason(), null)
                        : settled(job, DeliveryStatus.UNKNOWN, unclear.reason());
        };
    }

    /** The receipt of a message that ends here, for that reason. */
    Receipt settled(SendJob job, DeliveryStatus status, String reason) {
        return receipt(job, status, null, reason, null, null);
    }

    /** The receipt of a message that waits in the delivery log, through no fault of its own. */
    Receipt postponed(SendJob job, String reason, Duration delay) {
        return receipt(
                job, DeliveryStatus.RETRYING, null, reason, clock.instant().plus(delay), null);
    }

    private Receipt retry(SendJob job, int failures, String reason, @Nullable Duration retryAfter) {
        if (retries.isExhausted(failures)) {
            return settled(job, DeliveryStatus.FAILED, "gave up after %d attempts: %s".formatted(failures, reason));
        }
        Duration delay = retries.delayAfter(failures, retryAfter, ThreadLocalRandom.current());
        return receipt(
                job, DeliveryStatus.RETRYING, null, reason, clock.instant().plus(delay), failures);
    }

    private Receipt receipt(
            SendJob job,
            DeliveryStatus status,
            @Nullable String providerMessageId,
            @Nullable String error,
            @Nullable Instant nextAttemptAt,
            @Nullable Integer failures) {
        return new Receipt(
                job.sendId(),
                job.campaignId(),
                job.leadId(),
                status,
                job.channel(),
                providerMessageId == null ? null : StoredText.cleaned(providerMessageId, MAX_ID_LENGTH),
                error == null ? null : StoredText.cleaned(error, MAX_ERROR_LENGTH),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                job.attempt(),
                nextAttemptAt == null ? null : nextAttemptAt.truncatedTo(ChronoUnit.MILLIS),
                failures);
    }
}
