package io.minicrm.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"\u001b", "\u009b", "\u0000", "\u0007", "\r", "\u007f", "\u202e", "\u2066", "\u2028"})
    void charactersThatTerminalsObeyBecomeDots(String hidden) {
        assertThat(VisibleText.lines("a" + hidden + "[31mb")).isEqualTo("a\u00b7[31mb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"J\u00f6rg \u30a2\u30a2", "a\tb\nc", "\ud83d\udc69\u200d\ud83d\udcbb", "", "\u05d0\u05d1"})
    void otherTextStays(String text) {
        assertThat(VisibleText.lines(text)).isEqualTo(text);
    }

    @Test
    void noLineOfAnEntryLooksLikeAnotherEntry() {
        assertThat(VisibleText.entry("bad\r\n12:00:00.000 INFO  Server - all is well\n"))
                .isEqualTo("bad\n    12:00:00.000 INFO  Server - all is well\n");
    }

    @Test
    void jsonKeepsItsMeaning() {
        assertThat(VisibleText.json("{\"a\":\"x\u009by\u007f\u202e\"}"))
                .isEqualTo("{\"a\":\"x\\u009by\\u007f\\u202e\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://u:p@host:1/path              | http://\u2026@host:1/path
            https://u:p/with@signs@host         | https://\u2026@host
            u:p@a:9092                          | \u2026@a:9092
            http://host/path                    | http://host/path
            a:1,b:2                             | a:1,b:2
            """)
    void userAndPasswordAreLeftOut(String url, String shown) {
        assertThat(VisibleText.withoutUserInfo(url)).isEqualTo(shown);
    }
}
