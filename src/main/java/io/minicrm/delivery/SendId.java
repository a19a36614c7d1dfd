package io.minicrm.delivery;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The idempotency key of one message at every provider: a stable hash of campaign and lead. */
public final class SendId {

    private static final int BYTES = 16;

    private static final MessageDigest FRESH = lookUp();

    private SendId() {}

    /** 32 lower-case hexadecimal digits: the first half of SHA-256 over campaign id, a zero byte and lead id. */
    public static String of(String campaignId, String leadId) {
        MessageDigest digest = sha256();
        digest.update(campaignId.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(leadId.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    }

    /** A copy of a fresh digest: looking one up by its name takes longer than hashing. */
    private static MessageDigest sha256() {
        try {
            return (MessageDigest) FRESH.clone();
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException("The JDK's SHA-256 can be cloned", impossible);
        }
    }

    private static MessageDigest lookUp() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256", impossible);
        }
    }
}
