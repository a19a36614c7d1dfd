package io.minicrm.api;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the callbacks of providers are authenticated.
 *
 * @param byChannel the Standard Webhooks secrets of each channel, {@code whsec_…} or bare base64; each of them is
 *     accepted
 * @param required whether callbacks of channels without a secret are refused
 */
public record ReceiptSecrets(Map<String, List<String>> byChannel, boolean required) {

    /** Everybody who reaches the port can report outcomes. */
    public static final ReceiptSecrets UNSIGNED = new ReceiptSecrets(Map.of(), false);

    public ReceiptSecrets {
        byChannel = Map.copyOf(byChannel);
    }

    /** Callbacks have to be signed with the one secret of their channel. */
    public static ReceiptSecrets of(Map<String, String> byChannel) {
        return new ReceiptSecrets(
                byChannel.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, secret -> List.of(secret.getValue()))),
                true);
    }

    /** Leaves the secrets out, because logs must not show them. */
    @Override
    public String toString() {
        return "ReceiptSecrets[channels=%s, required=%b]".formatted(byChannel.keySet(), required);
    }
}
