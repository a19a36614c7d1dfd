package io.minicrm.delivery;

import io.minicrm.campaign.MessageKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Splits receipts into rounds with at most one receipt per message, because one statement can apply only one of
 * several. A message that its provider accepted, as nearly every message is, needs one round only: the highest of its
 * statuses includes all others.
 *
 * <p>Example: {@code [ann retrying, bob sent, ann failed, bob delivered]} becomes the rounds {@code [ann retrying, bob
 * delivered]} and {@code [ann failed]}.
 */
public final class ReceiptRounds {

    private ReceiptRounds() {}

    /** The rounds, in the order of the receipts. Receipts that a higher fact makes redundant are left out. */
    public static List<List<Receipt>> of(List<Receipt> receipts) {
        Map<MessageKey, List<Receipt>> byMessage = new LinkedHashMap<>();
        for (Receipt receipt : receipts) {
            byMessage.computeIfAbsent(receipt.key(), key -> new ArrayList<>(2)).add(receipt);
        }
        List<List<Receipt>> rounds = new ArrayList<>();
        for (List<Receipt> ofOne : byMessage.values()) {
            Receipt fact = highestFact(ofOne);
            List<Receipt> needed = fact == null ? ofOne : List.of(fact);
            for (int round = 0; round < needed.size(); round++) {
                if (round == rounds.size()) {
                    rounds.add(new ArrayList<>());
                }
                rounds.get(round).add(needed.get(round));
            }
        }
        return rounds;
    }

    /**
     * The highest receipt from {@code sent} on, with the provider's id if any of them has it; null if there is none.
     */
    private static @Nullable Receipt highestFact(List<Receipt> receipts) {
        Receipt highest = null;
        String messageId = null;
        for (Receipt receipt : receipts) {
            if (receipt.status().isSent()) {
                messageId = receipt.providerMessageId() == null ? messageId : receipt.providerMessageId();
                highest = highest == null || receipt.status().compareTo(highest.status()) > 0 ? receipt : highest;
            }
        }
        return highest == null ? null : highest.withProviderMessageId(messageId);
    }
}
