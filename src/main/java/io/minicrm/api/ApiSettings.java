package io.minicrm.api;

import io.minicrm.access.RequestLimits;
import java.time.Duration;
import java.util.Set;

/**
 * The settings of the API.
 *
 * @param receiptSecrets what callbacks of providers are signed with
 * @param parallelSends messages that are with their channel at once, for the estimates of new campaigns
 * @param sendTimeout how long a channel may take for a test message
 * @param defaultChannel the channel of campaigns that name none
 * @param requiresIfMatch whether a request that changes a lead, a segment or a campaign has to say which state is meant
 * @param requiresKey whether requests need an API key
 * @param publicHosts the names by which clients reach this server, in lower case, apart from addresses and names
 *     without a dot
 * @param requestRates how many requests a principal and a client address may make
 * @param maxImportBytes the largest file that may be sent for an import
 * @param logIn how people log in
 * @param keysKeptFor how long an Idempotency-Key is known
 */
public record ApiSettings(
        ReceiptSecrets receiptSecrets,
        int parallelSends,
        Duration sendTimeout,
        String defaultChannel,
        boolean requiresIfMatch,
        boolean requiresKey,
        Set<String> publicHosts,
        RequestLimits.Rates requestRates,
        long maxImportBytes,
        LogInSettings logIn,
        Duration keysKeptFor) {

    public ApiSettings {
        publicHosts = Set.copyOf(publicHosts);
    }
}
