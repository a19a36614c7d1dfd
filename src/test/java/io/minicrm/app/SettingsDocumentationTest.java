package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people are told about settings: in the documentation, and when one is wrong. */
class SettingsDocumentationTest {

    @Test
    void everyVariableThatIsReadIsDocumented() throws IOException {
        Set<String> read =
                matches(Path.of("src/main/java/io/minicrm/app/Settings.java"), "environment[.)]\\S*\\(\"([A-Z_]+)\"");
        Set<String> documented = matches(Path.of("docs/operations.md"), "(?m)^\\| `([A-Z_]+)` \\|");

        assertThat(read).hasSizeGreaterThan(15);
        assertThat(documented).containsAll(read).contains("CHUNK_SIZE", "MAX_CHUNK_SIZE");
    }

    private static Set<String> matches(Path file, String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(file))
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource({
        "CHUNK_SIZE, 0",
        "CHUNK_SIZE, abc",
        "CHUNK_SIZE, 201",
        "MAX_CHUNK_SIZE, 201",
        "PORT, 65536",
        "KAFKA_PORT, -1",
        "SEND_ATTEMPTS, 0",
        "RETRY_MAX_DELAY_MS, 1",
        "SIMULATOR_FAILURE_RATE, 1.5",
        "KAFKA_CONFIG, no-such.properties",
    })
    void aWrongValueIsToldInOneLineWithItsVariable(String variable, String value) {
        assertThatThrownBy(() -> Settings.from(Map.of(variable, value)))
                .isInstanceOf(InvalidSettingException.class)
                .message()
                .startsWith(variable)
                .contains(value)
                .containsIgnoringCase("give ")
                .doesNotContain("\n");
    }

    @Test
    void aSecretThatIsWrongIsNotShown() {
        assertThatThrownBy(() -> Settings.from(Map.of("RECEIPTS_SECRET", "whsec_not base64!")))
                .isInstanceOf(InvalidSettingException.class)
                .message()
                .startsWith("RECEIPTS_SECRET=")
                .doesNotContain("base64!");
    }
}
