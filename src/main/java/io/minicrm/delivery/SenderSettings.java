package io.minicrm.delivery;

import java.time.Duration;

/**
 * How a sender works.
 *
 * @param sendsInFlight the most messages that are with their channels at once; further ones wait in the process, claimed
 * @param sendTimeout how long a channel may take for one message before it is interrupted
 * @param retries when a message that failed for now is tried again
 */
public record SenderSettings(int sendsInFlight, Duration sendTimeout, RetryPolicy retries) {}
