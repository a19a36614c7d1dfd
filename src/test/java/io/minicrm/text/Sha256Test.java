package io.minicrm.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Sha256Test {

    @Test
    void aDigestIsTheOneOfTheStandard() {
        assertThat(HexFormat.of().formatHex(Sha256.newDigest().digest("abc".getBytes(UTF_8))))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void twoDigestsDoNotShareTheirState() {
        MessageDigest first = Sha256.newDigest();
        MessageDigest second = Sha256.newDigest();
        first.update((byte) 1);

        assertThat(second.digest()).isEqualTo(Sha256.newDigest().digest());
    }
}
