package io.minicrm.channel;

import java.net.URI;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where the webhook channel hands its messages over.
 *
 * @param url {@code http} or {@code https}
 * @param secret what requests are signed with, {@code whsec_…} or bare base64; null: they are not signed
 * @param idempotent whether the receiver drops a request whose {@code Idempotency-Key} it has seen
 */
record WebhookSettings(URI url, @Nullable String secret, boolean idempotent) {

    private static final String PREFIX = "whsec_";

    /** @throws IllegalArgumentException when url or secret cannot be used; the message shows neither, for both may be secret */
    public WebhookSettings {
        String scheme = String.valueOf(url.getScheme());
        if (!(scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https")) || url.getHost() == null) {
            throw new IllegalArgumentException("give http://host/path or https://host/path");
        }
        if (secret != null && !isBase64(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret)) {
            throw new IllegalArgumentException("give a secret of Standard Webhooks: whsec_ and base64");
        }
    }

    private static boolean isBase64(String text) {
        try {
            return Base64.getDecoder().decode(text).length > 0;
        } catch (IllegalArgumentException otherText) {
            return false;
        }
    }

    /** Without url and secret, which logs must not show. */
    @Override
    public String toString() {
        return "WebhookSettings[host=" + url.getHost() + ", signed=" + (secret != null) + ", idempotent=" + idempotent
                + "]";
    }
}
