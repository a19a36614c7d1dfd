package io.minicrm.campaign;

import io.minicrm.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The idempotency key of one message at every provider: a stable hash of campaign and lead. */
public final class SendId {

    private static final int BYTES = 16;

    private SendId() {}

    /** 32 lower-case hexadecimal digits: the first half of SHA-256 over campaign id, a zero byte and lead id. */
    public static String of(String campaignId, String leadId) {
        MessageDigest digest = Sha256.newDigest();
        digest.update(campaignId.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(leadId.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    }
}
