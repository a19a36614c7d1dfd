package io.minicrm.delivery;

import java.time.Duration;

/**
 * The settings of a sender.
 *
 * @param sendsInFlight the most messages that channels are sending at once; further claimed messages wait in the
 *     process
 * @param sendTimeout how long a channel may take for one message before it is interrupted
 * @param retries when a message is sent again after a transient failure
 */
public record SenderSettings(int sendsInFlight, Duration sendTimeout, RetryPolicy retries) {}
