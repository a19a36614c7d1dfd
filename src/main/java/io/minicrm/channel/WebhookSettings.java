package io.minicrm.channel;

import java.net.URI;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where the webhook channel posts its messages, and how.
 *
 * @param url {@code http} or {@code https}
 * @param secret the key that signs requests, {@code whsec_…} or plain base64; null if requests are not signed
 * @param idempotent whether the receiver drops a request whose {@code Idempotency-Key} it has seen
 * @param connections the most connections to the receiver, and so the most messages that are sent to it at once
 */
record WebhookSettings(URI url, @Nullable String secret, boolean idempotent, int connections) {

    /** Enough for a receiver that answers within milliseconds; more connections only cost both sides more. */
    static final int DEFAULT_CONNECTIONS = 64;

    static final int MAX_CONNECTIONS = 10_000;

    private static final String PREFIX = "whsec_";

    /** As Standard Webhooks recommends. A shorter secret can be guessed. */
    private static final int LEAST_SECRET_BYTES = 24;

    /**
     * @throws IllegalArgumentException if the URL or the secret cannot be used; the message shows neither, because both
     *     may be secret
     */
    public WebhookSettings {
        String scheme = String.valueOf(url.getScheme());
        if (!(scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https")) || url.getHost() == null) {
            throw new IllegalArgumentException("give http://host/path or https://host/path");
        }
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("give a URL without user and password, which are not sent;"
                    + " set WEBHOOK_SECRET to sign the requests");
        }
        if (secret != null && !isStrong(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret)) {
            throw new IllegalArgumentException(
                    "give a Standard Webhooks secret: whsec_ followed by at least %d random bytes in base64"
                            .formatted(LEAST_SECRET_BYTES));
        }
    }

    private static boolean isStrong(String text) {
        try {
            return Base64.getDecoder().decode(text).length >= LEAST_SECRET_BYTES;
        } catch (IllegalArgumentException otherText) {
            return false;
        }
    }

    /** Leaves out the URL and the secret, because logs must not show them. */
    @Override
    public String toString() {
        return "WebhookSettings[host=" + url.getHost() + ", signed=" + (secret != null) + ", idempotent=" + idempotent
                + ", connections=" + connections + "]";
    }
}
