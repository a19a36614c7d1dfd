package io.minicrm.api;

import org.jspecify.annotations.Nullable;

/**
 * What an installation decides about its API.
 *
 * @param receiptSecret the Standard Webhooks secret ({@code whsec_…} or base64) that callbacks are signed with; null: they are
 *     not signed
 * @param parallelSends messages that are with their channels at once; new campaigns' expected times are counted by it
 */
public record ApiSettings(@Nullable String receiptSecret, int parallelSends) {}
