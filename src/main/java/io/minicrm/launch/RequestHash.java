package io.minicrm.launch;

import io.minicrm.template.MessageHeader;
import io.minicrm.text.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hash of everything that an order asks for. A repeated idempotency key must come with the hash of its first request.
 */
final class RequestHash {

    private RequestHash() {}

    /** SHA-256 over the order's fields without the key, in hexadecimal. */
    static String of(CampaignOrder order) {
        List<@Nullable Object> fields = new ArrayList<>(Arrays.asList(
                order.name(),
                order.segmentId(),
                order.messageTemplate(),
                order.headers().get(MessageHeader.SUBJECT),
                order.channel(),
                order.chunkSize(),
                order.scheduledAt(),
                order.maxRate(),
                order.createdBy()));
        // Only those that are given, so that orders have the hashes that they had before there were other headers.
        order.headers().forEach((header, line) -> {
            if (header != MessageHeader.SUBJECT) {
                fields.add(header.code());
                fields.add(line);
            }
        });
        // The same for what was added later.
        if (order.audience() != null) {
            fields.add("audience");
            fields.add(order.audience());
        }
        if (order.duplicateAddresses() != null) {
            fields.add("duplicate_addresses");
            fields.add(order.duplicateAddresses());
        }
        return Sha256.ofFields(fields);
    }
}
