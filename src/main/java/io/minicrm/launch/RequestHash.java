package io.minicrm.launch;

import io.minicrm.text.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A hash of everything that an order asks for. A repeated idempotency key must come with the hash of its first request.
 */
final class RequestHash {

    private RequestHash() {}

    /** SHA-256 over the order's fields without the key, in hexadecimal. */
    static String of(CampaignOrder order) {
        MessageDigest digest = Sha256.newDigest();
        for (@Nullable
        Object field : Arrays.asList(
                order.name(),
                order.segmentId(),
                order.messageTemplate(),
                order.subject(),
                order.channel(),
                order.chunkSize(),
                order.scheduledAt(),
                order.maxRate(),
                order.createdBy())) {
            update(digest, field);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, @Nullable Object field) {
        // The length prefix separates one field from the next; -1 distinguishes an absent field from an empty one.
        byte[] bytes = field == null ? new byte[0] : field.toString().getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES)
                .putInt(field == null ? -1 : bytes.length)
                .flip());
        digest.update(bytes);
    }
}
