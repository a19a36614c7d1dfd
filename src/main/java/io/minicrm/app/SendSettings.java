package io.minicrm.app;

import io.minicrm.delivery.ApprovalRule;
import io.minicrm.delivery.ChunkPublisher;
import io.minicrm.delivery.RepublishPause;
import io.minicrm.delivery.RetryPolicy;
import io.minicrm.settings.Environment;
import io.minicrm.settings.InvalidSettingException;
import io.minicrm.store.Store;
import java.time.Duration;

/**
 * How messages are sent.
 *
 * @param window SEND_WINDOW, leads of one campaign that may be published and unsettled
 * @param inFlight SENDS_IN_FLIGHT, messages that one sender process has with its channels at once
 * @param timeout SEND_TIMEOUT_MS, how long a channel may take to send one message
 * @param retries SEND_ATTEMPTS, RETRY_DELAY_MS, RETRY_MAX_DELAY_MS
 * @param republishPause RECONCILE_AFTER_MS, how long a message must not have moved before it is published again
 * @param topicRetention TOPIC_RETENTION_DAYS, how long topics keep records that every stage has processed
 * @param approvalAbove REQUIRE_APPROVAL_ABOVE, the largest audience that needs no approval
 */
record SendSettings(
        int window,
        int inFlight,
        Duration timeout,
        RetryPolicy retries,
        RepublishPause republishPause,
        Duration topicRetention,
        long approvalAbove) {

    private static final int MAX_WINDOW = 1_000_000;
    private static final int MAX_IN_FLIGHT = 100_000;
    private static final int MAX_ATTEMPTS = 100;
    private static final int MAX_RETENTION_DAYS = 3_650;

    static SendSettings from(Environment environment) {
        return new SendSettings(
                environment.integer("SEND_WINDOW", ChunkPublisher.DEFAULT_WINDOW, 1, MAX_WINDOW),
                environment.integer("SENDS_IN_FLIGHT", 2_000, 1, MAX_IN_FLIGHT),
                environment.milliseconds("SEND_TIMEOUT_MS", Duration.ofSeconds(60)),
                retries(environment, RetryPolicy.DEFAULT),
                new RepublishPause(environment.milliseconds("RECONCILE_AFTER_MS", RepublishPause.DEFAULT.still())),
                Duration.ofDays(environment.integer("TOPIC_RETENTION_DAYS", 7, 1, MAX_RETENTION_DAYS)),
                environment.integer("REQUIRE_APPROVAL_ABOVE", ApprovalRule.NEVER, 0, ApprovalRule.NEVER));
    }

    /** Which campaigns need an approval. */
    ApprovalRule approvalRule(Store store) {
        return new ApprovalRule(approvalAbove, store.approvals(), store.plans());
    }

    private static RetryPolicy retries(Environment environment, RetryPolicy defaults) {
        Duration first = environment.milliseconds("RETRY_DELAY_MS", defaults.firstDelay());
        Duration longest = environment.milliseconds("RETRY_MAX_DELAY_MS", defaults.maxDelay());
        if (longest.compareTo(first) < 0) {
            throw new InvalidSettingException(
                    "RETRY_MAX_DELAY_MS",
                    String.valueOf(longest.toMillis()),
                    "give at least RETRY_DELAY_MS, which is " + first.toMillis());
        }
        return new RetryPolicy(
                environment.integer("SEND_ATTEMPTS", defaults.maxAttempts(), 1, MAX_ATTEMPTS), first, longest);
    }
}
