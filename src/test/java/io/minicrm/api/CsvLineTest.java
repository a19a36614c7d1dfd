package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvLineTest {

    @Test
    void quotesOnlyCellsThatNeedItAndLeavesNullsEmpty() {
        assertThat(CsvLine.of("a", null, "b,c", "say \"hi\"", "two\nlines", 7))
                .isEqualTo("a,,\"b,c\",\"say \"\"hi\"\"\",\"two\nlines\",7\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+49", "-1", "@SUM(A1)", "\t=1"})
    void noTextIsAFormula(String text) {
        assertThat(CsvLine.of(text)).isEqualTo("'" + text + "\r\n");
    }

    @Test
    void aNegativeNumberStaysANumber() {
        assertThat(CsvLine.of(-1)).isEqualTo("-1\r\n");
    }
}
