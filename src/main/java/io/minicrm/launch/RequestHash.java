package io.minicrm.launch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What an order asks for, hashed, so that a repeated idempotency key can be held against its first request. */
final class RequestHash {

    private RequestHash() {}

    /** SHA-256 over the order's fields without the key, in hexadecimal. */
    static String of(CampaignOrder order) {
        MessageDigest digest = sha256();
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
        // With its length before it no field can run into the next; -1 tells an absent field from an empty one.
        byte[] bytes = field == null ? new byte[0] : field.toString().getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES)
                .putInt(field == null ? -1 : bytes.length)
                .flip());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256", impossible);
        }
    }
}
