package io.minicrm.api;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the API.
 *
 * @param receiptSecret the Standard Webhooks secret ({@code whsec_…} or base64) that callbacks are signed with; null:
 *     they are not signed
 * @param parallelSends messages that are with their channel at once, for the estimates of new campaigns
 * @param defaultChannel the channel of campaigns that name none
 * @param requiresKey whether requests need an API key
 * @param publicHosts the names by which clients reach this server, in lower case, apart from addresses and names without a dot
 */
public record ApiSettings(
        @Nullable String receiptSecret,
        int parallelSends,
        String defaultChannel,
        boolean requiresKey,
        Set<String> publicHosts) {

    public ApiSettings {
        publicHosts = Set.copyOf(publicHosts);
    }
}
