package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpringPasswordHashesTest {

    private final SpringPasswordHashes hashes = new SpringPasswordHashes();

    @Test
    void aHashIsOfOnePasswordAndSaltedAndNamesItsAlgorithm() {
        String hash = hashes.hash("correct horse battery");

        assertThat(hash).startsWith("{bcrypt-sha384}$2b$12$").isNotEqualTo(hashes.hash("correct horse battery"));
        assertThat(hashes.matches("correct horse battery", hash)).isTrue();
        assertThat(hashes.matches("correct horse batterx", hash)).isFalse();
        assertThat(hashes.matches("correct horse battery", null)).isFalse();
    }

    /** bcrypt alone reads 72 bytes and stops at a NUL. */
    @Test
    void everyByteOfALongPasswordCounts() {
        String hash = hashes.hash("x".repeat(1_023) + "1");
        assertThat(hashes.matches("x".repeat(1_023) + "1", hash)).isTrue();
        assertThat(hashes.matches("x".repeat(1_023) + "2", hash)).isFalse();
        assertThat(hashes.matches("a\0b", hashes.hash("a\0c"))).isFalse();
    }

    @Test
    void bothWaysToWriteALetterAreOnePassword() {
        assertThat(hashes.matches("passwo\u0308rter hier", hashes.hash("passwörter hier")))
                .isTrue();
    }
}
