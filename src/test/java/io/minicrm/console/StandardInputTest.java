package io.minicrm.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class StandardInputTest {

    @Test
    void closingAReaderLeavesStandardInputOpen() throws IOException {
        InputStream before = System.in;
        boolean[] closed = {false};
        System.setIn(new ByteArrayInputStream(new byte[] {'a', 'b'}) {
            @Override
            public void close() {
                closed[0] = true;
            }
        });
        try {
            try (InputStream first = StandardInput.open()) {
                assertThat(first.read()).isEqualTo('a');
            }
            try (InputStream second = StandardInput.open()) {
                assertThat(second.read()).isEqualTo('b');
            }
        } finally {
            System.setIn(before);
        }
        assertThat(closed[0]).isFalse();
    }
}
