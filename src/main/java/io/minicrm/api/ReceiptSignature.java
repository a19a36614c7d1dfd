package io.minicrm.api;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;

/** Checks the signature of a callback, as Standard Webhooks defines it. */
final class ReceiptSignature {

    private static final List<String> SIGNATURE_HEADERS =
            List.of("webhook-id", "webhook-timestamp", "webhook-signature");

    private final Map<String, List<Webhook>> webhooks;
    private final boolean required;

    /** @throws IllegalArgumentException if a secret is not base64 or is empty */
    ReceiptSignature(ReceiptSecrets secrets) {
        this.webhooks = secrets.byChannel().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        accepted -> accepted.getValue().stream()
                                .map(ReceiptSignature::webhook)
                                .toList()));
        this.required = secrets.required();
    }

    /**
     * Checks what can be checked before the body is read.
     *
     * @throws UnsignedReceiptException if a header of the signature is missing, or the channel has no secret and needs
     *     one
     */
    void checkHeaders(String channel, HttpHeaders headers) {
        if (!webhooks.containsKey(channel)) {
            if (required) {
                throw new UnsignedReceiptException(
                        "Receipts of the channel %s are refused, because it has no secret; set".formatted(channel)
                                + " RECEIPTS_SECRET on the server");
            }
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
    void check(String channel, byte[] body, HttpHeaders headers) {
        checkHeaders(channel, headers);
        List<Webhook> accepted = webhooks.get(channel);
        if (accepted == null) {
            return;
        }
        Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach(byName::put);
        String problem = "there is no secret";
        for (Webhook webhook : accepted) {
            try {
                webhook.verify(new String(body, StandardCharsets.UTF_8), byName);
                return;
            } catch (WebhookVerificationException unsigned) {
                problem = String.valueOf(unsigned.getMessage());
            }
        }
        throw new UnsignedReceiptException("The signature cannot be verified: " + problem
                + "; sign with the agreed secret and send webhook-id, webhook-timestamp and webhook-signature");
    }

    private static Webhook webhook(String secret) {
        try {
            return new Webhook(secret);
        } catch (EmptyWebhookSecretException empty) {
            throw new IllegalArgumentException("The secret for receipts is empty", empty);
        }
    }
}
