package io.minicrm.api;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an installation decides about its API.
 *
 * @param channels the names of the channels that are installed
 * @param receiptSecret the Standard Webhooks secret ({@code whsec_…} or base64) that callbacks are signed with; null: they are
 *     not signed
 */
public record ApiSettings(Set<String> channels, @Nullable String receiptSecret) {

    public ApiSettings {
        channels = Set.copyOf(channels);
    }
}
