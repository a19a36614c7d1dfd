package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.settings.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks the documentation of the settings against the code, and the message for an unusable value. */
class SettingsDocumentationTest {

    private static final Set<String> READ_ELSEWHERE = Set.of(
            "MINI_CRM_LOG_LEVEL",
            "MINI_CRM_JAVA_OPTS",
            "MINI_CRM_AOT",
            "MINI_CRM_URL",
            "MINI_CRM_TOKEN",
            "MINI_CRM_DEBUG");

    @Test
    void everyVariableThatIsReadIsDocumentedAndNoOther() throws IOException {
        Set<String> documented = matches(Path.of("docs/operations.md"), "(?m)^\\| `([A-Z_]+)` \\|");

        assertThat(documented)
                .containsAll(namesRead())
                .as("variables that the launcher, the commands and the log read, and nothing else")
                .isSubsetOf(union(namesRead(), READ_ELSEWHERE));
    }

    /** The names that are asked for when every channel is configured. */
    private static Set<String> namesRead() {
        Set<String> names = new HashSet<>();
        Settings.from(new AbstractMap<>() {
            @Override
            public String get(Object name) {
                names.add((String) name);
                return "WEBHOOK_URL".equals(name) ? "http://127.0.0.1/" : null;
            }

            @Override
            public Set<Entry<String, String>> entrySet() {
                throw new UnsupportedOperationException("Read variables by their names");
            }
        });
        assertThat(names).hasSizeGreaterThan(20);
        return names;
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        Set<String> all = new HashSet<>(some);
        all.addAll(others);
        return all;
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
        "SEND_TIMEOUT_MS, 86400001",
        "SIMULATOR_SEED, many",
    })
    void anUnusableValueIsReportedInOneLineThatNamesItsVariable(String variable, String value) {
        assertThatThrownBy(() -> Settings.from(Map.of(variable, value)))
                .isInstanceOf(InvalidSettingException.class)
                .message()
                .startsWith(variable)
                .contains(value)
                .containsIgnoringCase("give ")
                .doesNotContain("\n");
    }

    @Test
    void anUnusableSecretIsNotShown() {
        assertThatThrownBy(() -> Settings.from(Map.of("RECEIPTS_SECRET", "whsec_not base64!")))
                .isInstanceOf(InvalidSettingException.class)
                .message()
                .startsWith("RECEIPTS_SECRET=")
                .doesNotContain("base64!");
    }
}
