package io.minicrm.api;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Checks the signature of a callback, as Standard Webhooks defines it. */
final class ReceiptSignature {

    private static final List<String> SIGNATURE_HEADERS =
            List.of("webhook-id", "webhook-timestamp", "webhook-signature");

    private final @Nullable Webhook webhook;

    /**
     * @param secret the shared secret, {@code whsec_…} or bare base64; null: callbacks are not signed
     * @throws IllegalArgumentException if the secret is not base64 or is empty
     */
    ReceiptSignature(@Nullable String secret) {
        this.webhook = secret == null ? null : webhook(secret);
    }

    /**
     * Checks what can be checked before the body is read.
     *
     * @throws UnsignedReceiptException if a header of the signature is missing
     */
    void checkHeaders(HttpHeaders headers) {
        if (webhook == null) {
            return;
        }
        for (String name : SIGNATURE_HEADERS) {
            if (headers.getFirst(name) == null) {
                throw new UnsignedReceiptException("The header %s is missing; sign with the agreed secret and send %s"
                        .formatted(name, String.join(", ", SIGNATURE_HEADERS)));
            }
        }
    }

    /**
     * @throws UnsignedReceiptException if the body is not signed with the secret, or was signed more than five minutes
     *     ago
     */
    void check(byte[] body, HttpHeaders headers) {
        checkHeaders(headers);
        if (webhook == null) {
            return;
        }
        Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach(byName::put);
        try {
            webhook.verify(new String(body, StandardCharsets.UTF_8), byName);
        } catch (WebhookVerificationException unsigned) {
            throw new UnsignedReceiptException("The signature cannot be verified: " + unsigned.getMessage()
                    + "; sign with the agreed secret and send webhook-id, webhook-timestamp and webhook-signature");
        }
    }

    private static Webhook webhook(String secret) {
        try {
            return new Webhook(secret);
        } catch (EmptyWebhookSecretException empty) {
            throw new IllegalArgumentException("The secret for receipts is empty", empty);
        }
    }
}
