package io.minicrm.lead;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvSourceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "id;name;price, net#1;Ann;12,50#2;Bob;3,00 ~ ;",
                "id,name#1,Ann ~ ,",
                "id\tname, given#1\tAnn ~ `\t`",
                "id|name;nick|x#1|a;b|2 ~ |",
                "id;\"about, in words\"#1;x#2;y, z ~ ;",
                "id;name ~ ;",
                "id#1;5 ~ ,",
                "sep=|#id;name|x ~ |",
            })
    void theDelimiterIsTheOneThatSplitsTheRowsLikeTheHeader(String file, String delimiter) {
        assertThat(delimiterOf(file.replace("#", "\n"))).isEqualTo(delimiter.charAt(0));
    }

    @Test
    void aFewRowsWithoutACellDoNotChangeTheDelimiter() {
        String file = "id;name;price, net\n" + "1;Ann;12,50\n".repeat(90) + "2;12,50\n".repeat(10);

        assertThat(delimiterOf(file)).isEqualTo(';');
    }

    private static char delimiterOf(String file) {
        return io.minicrm.lead.CsvSource.open(
                        new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), CsvMapping.DEFAULT)
                .delimiter();
    }
}
