package io.minicrm.api;

import org.jspecify.annotations.Nullable;

/**
 * The settings of the API.
 *
 * @param receiptSecret the Standard Webhooks secret ({@code whsec_…} or base64) that callbacks are signed with; null:
 *     they are not signed
 * @param parallelSends messages that are with their channel at once, for the estimates of new campaigns
 * @param defaultChannel the channel of campaigns that name none
 */
public record ApiSettings(@Nullable String receiptSecret, int parallelSends, String defaultChannel) {}
