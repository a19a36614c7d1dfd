package io.minicrm.access;

import io.minicrm.text.Sha256;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The text with which a program authenticates: {@code mcrm_}, the id of a key, its secret of 32 random bytes and a
 * checksum. The prefix lets secret scanners find tokens that were published by mistake, and the checksum distinguishes
 * a token with a typing error from an unknown one without a question to the store.
 *
 * @param keyId the id of the key, lower-case letters and digits
 * @param secret in base 36, of fixed length
 */
record ApiToken(String keyId, String secret) {

    private static final int SECRET_BYTES = 32;
    private static final int RADIX = Character.MAX_RADIX;
    private static final int SECRET_LENGTH = 50;
    private static final int CHECKSUM_LENGTH = 7;
    private static final Pattern FORM = Pattern.compile(
            "mcrm_([a-z0-9]{1,32})_([a-z0-9]{%d})([a-z0-9]{%d})".formatted(SECRET_LENGTH, CHECKSUM_LENGTH));

    static ApiToken random(String keyId, RandomGenerator random) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return new ApiToken(keyId, padded(new BigInteger(1, bytes), SECRET_LENGTH));
    }

    /** The token that a text is; empty if it is none. */
    static Optional<ApiToken> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        ApiToken token = new ApiToken(matcher.group(1), matcher.group(2));
        return token.checksum().equals(matcher.group(3)) ? Optional.of(token) : Optional.empty();
    }

    String text() {
        return "mcrm_%s_%s%s".formatted(keyId, secret, checksum());
    }

    /** SHA-256 in hexadecimal. The secret is random, so a slow hash would add nothing. */
    String hash() {
        return HexFormat.of().formatHex(Sha256.newDigest().digest(secret.getBytes(StandardCharsets.US_ASCII)));
    }

    private String checksum() {
        CRC32 crc = new CRC32();
        crc.update((keyId + "_" + secret).getBytes(StandardCharsets.US_ASCII));
        return padded(BigInteger.valueOf(crc.getValue()), CHECKSUM_LENGTH);
    }

    private static String padded(BigInteger number, int length) {
        String digits = number.toString(RADIX).toLowerCase(Locale.ROOT);
        return "0".repeat(length - digits.length()) + digits;
    }

    /** Without the secret, because logs must not show it. */
    @Override
    public String toString() {
        return "ApiToken[keyId=%s]".formatted(keyId);
    }
}
