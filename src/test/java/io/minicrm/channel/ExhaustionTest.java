package io.minicrm.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExhaustionTest {

    @Test
    void aProcessWithoutFilesCannotSendAndSaysSo() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n 1000; exec \"$@\"",
                        "sh",
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        OutOfFiles.class.getName())
                .redirectErrorStream(true)
                .start();

        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output)
                .contains("Accepted[", "Unable[reason=", "received 1")
                .containsIgnoringCase("too many open files");
    }

    @Test
    void whatTheOperatingSystemRefusesIsDistinguishedFromWhatTheProviderRefuses() {
        assertThat(Exhaustion.causes(new SocketException("Too many open files")))
                .isTrue();
        assertThat(Exhaustion.causes(new IOException(new SocketException("No buffer space available"))))
                .isTrue();
        assertThat(Exhaustion.causes(new ConnectException("Cannot assign requested address")))
                .isTrue();
        assertThat(Exhaustion.causes(new OutOfMemoryError("Cannot reserve 131072 bytes of direct buffer memory")))
                .isTrue();
        assertThat(Exhaustion.causes(new ConnectException("Connection refused")))
                .isFalse();
        assertThat(Exhaustion.causes(new IOException())).isFalse();
    }
}
