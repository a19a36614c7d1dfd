package io.minicrm.channel;

import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the webhook channel posts its messages, and how.
 *
 * @param url {@code http} or {@code https}
 * @param secrets the keys that sign requests, {@code whsec_…} or plain base64: the present one and, while it is being
 *     replaced, the former one; empty if requests are not signed
 * @param idempotent whether the receiver drops a request whose {@code Idempotency-Key} it has seen
 * @param connections the most connections to the receiver, and so the most messages that are sent to it at once
 */
record WebhookSettings(URI url, List<String> secrets, boolean idempotent, int connections) {

    /** Enough for a receiver that answers within milliseconds; more connections only cost both sides more. */
    static final int DEFAULT_CONNECTIONS = 64;

    static final int MAX_CONNECTIONS = 10_000;

    private static final String PREFIX = "whsec_";

    /** As Standard Webhooks recommends. A shorter secret can be guessed. */
    private static final int LEAST_SECRET_BYTES = 24;

    /**
     * @throws IllegalArgumentException if the URL or a secret cannot be used; the message shows neither, because both
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
        secrets = List.copyOf(secrets);
        if (!secrets.stream().allMatch(WebhookSettings::isStrong)) {
            throw new IllegalArgumentException(
                    "give a Standard Webhooks secret: whsec_ followed by at least %d random bytes in base64"
                            .formatted(LEAST_SECRET_BYTES));
        }
    }

    /**
     * The same with a further signature.
     *
     * @throws IllegalArgumentException if the secret cannot be used
     */
    WebhookSettings alsoSignedWith(String secret) {
        return new WebhookSettings(
                url, Stream.concat(secrets.stream(), Stream.of(secret)).toList(), idempotent, connections);
    }

    private static boolean isStrong(String secret) {
        try {
            return Base64.getDecoder()
                            .decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret)
                            .length
                    >= LEAST_SECRET_BYTES;
        } catch (IllegalArgumentException otherText) {
            return false;
        }
    }

    /** Leaves out the URL and the secrets, because logs must not show them. */
    @Override
    public String toString() {
        return "WebhookSettings[host=" + url.getHost() + ", signed=" + !secrets.isEmpty() + ", idempotent=" + idempotent
                + ", connections=" + connections + "]";
    }
}
