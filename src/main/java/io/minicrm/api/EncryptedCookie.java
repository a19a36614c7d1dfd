package io.minicrm.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A cookie that only this server can read and make: AES-GCM with a key that follows from a secret. All processes have
 * that secret, so any of them can read it. While a secret is being replaced, cookies of the former one are read, too.
 */
final class EncryptedCookie {

    /** The longest value; browsers keep 4,096 bytes with name and attributes. */
    private static final int MAX_LENGTH = 3_800;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final String name;
    private final List<SecretKeySpec> keys;
    private final SecureRandom random = new SecureRandom();

    /** @param secrets the first one encrypts, all of them decrypt */
    EncryptedCookie(String name, List<String> secrets) {
        this.name = name;
        this.keys = secrets.stream()
                .map(secret -> new SecretKeySpec(keyFor(name, secret), "AES"))
                .toList();
    }

    /** A key for each purpose, so that one cookie cannot be taken for another. */
    private static byte[] keyFor(String purpose, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
            return mac.doFinal(("mini-crm cookie " + purpose).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * @param secure whether the browser uses HTTPS
     * @return false if the value is too long for a cookie; nothing is written then
     */
    boolean write(HttpServletResponse response, String value, boolean secure, Duration age) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] encrypted = crypt(Cipher.ENCRYPT_MODE, keys.getFirst(), nonce, value.getBytes(StandardCharsets.UTF_8));
        byte[] both = Arrays.copyOf(nonce, NONCE_BYTES + encrypted.length);
        System.arraycopy(encrypted, 0, both, NONCE_BYTES, encrypted.length);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(both);
        if (text.length() > MAX_LENGTH) {
            return false;
        }
        SessionCookies.writeHidden(response, name, text, secure, age);
        return true;
    }

    /** The value; empty if there is none that this server has made. */
    Optional<String> read(HttpServletRequest request) {
        String text = SessionCookies.readHidden(request, name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            byte[] both = Base64.getUrlDecoder().decode(text);
            return both.length <= NONCE_BYTES
                    ? Optional.empty()
                    : keys.stream().flatMap(key -> opened(both, key)).findFirst();
        } catch (IllegalArgumentException otherText) {
            return Optional.empty();
        }
    }

    private static Stream<String> opened(byte[] both, SecretKeySpec key) {
        byte[] nonce = Arrays.copyOf(both, NONCE_BYTES);
        byte[] encrypted = Arrays.copyOfRange(both, NONCE_BYTES, both.length);
        try {
            return Stream.of(new String(crypt(Cipher.DECRYPT_MODE, key, nonce, encrypted), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException otherKey) {
            return Stream.empty();
        }
    }

    /** Has the browser forget it, if it has it. */
    void clear(HttpServletRequest request, HttpServletResponse response) {
        SessionCookies.clearHidden(request, response, name);
    }

    private static byte[] crypt(int mode, SecretKeySpec key, byte[] nonce, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException failure) {
            throw new IllegalArgumentException(failure);
        }
    }
}
