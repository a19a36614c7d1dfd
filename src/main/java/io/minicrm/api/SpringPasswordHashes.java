package io.minicrm.api;

import io.minicrm.access.PasswordHashes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Hashes of passwords by bcrypt. A stored hash names its algorithm, {@code {bcrypt-sha384}$2b$12$…}, so that another
 * one can follow without locking anybody out.
 *
 * <p>bcrypt reads 72 bytes and stops at a NUL. So it is given the SHA-384 of the password, in base64: 64 characters
 * that depend on all of it. Letters that Unicode can write in two ways count as the same.
 */
public final class SpringPasswordHashes implements PasswordHashes {

    private static final String ALGORITHM = "bcrypt-sha384";
    private static final int COST = 12;

    /** Of no password, and as slow as every other. */
    private static final String NO_PASSWORD = "{%s}$2b$%d$%s".formatted(ALGORITHM, COST, ".".repeat(53));

    /** Keeps these hashes apart from those that other programs make from the same password. */
    private static final String CONTEXT = "mini-crm password:";

    private final PasswordEncoder encoder;

    public SpringPasswordHashes() {
        var bcrypt = new BCryptPasswordEncoder(BCryptPasswordEncoder.BCryptVersion.$2B, COST, new SecureRandom());
        this.encoder = new DelegatingPasswordEncoder(ALGORITHM, Map.of(ALGORITHM, bcrypt));
    }

    @Override
    public String hash(String password) {
        return Objects.requireNonNull(encoder.encode(digest(password)));
    }

    @Override
    public boolean matches(String password, @Nullable String hash) {
        boolean matches = encoder.matches(digest(password), hash == null ? NO_PASSWORD : hash);
        return matches && hash != null;
    }

    private static String digest(String password) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-384")
                    .digest((CONTEXT + Normalizer.normalize(password, Normalizer.Form.NFC))
                            .getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-384", impossible);
        }
    }
}
