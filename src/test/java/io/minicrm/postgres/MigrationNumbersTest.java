package io.minicrm.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;

/**
 * Migrations are numbered once, and never below one that installations have. Flyway finds both only when a database is
 * opened: two of one number stop the start, and a lower number than the last one stops that of every installation.
 */
class MigrationNumbersTest {

    private static final Path FOLDER = Path.of("src/main/resources/db/migration");
    private static final Pattern NAME = Pattern.compile("V([0-9]+(?:\\.[0-9]+)?)__[a-z0-9_]+\\.sql");

    /** Those that installations may have. A new one has a higher number; it can be added here once it is merged. */
    private static final List<String> NUMBERS = List.of(
            "1", "2", "3", "4", "6", "9", "11", "11.1", "12", "12.1", "12.2", "18", "19", "20", "21", "22", "22.1",
            "23", "24", "25", "26", "27", "27.1", "28", "29", "30", "34");

    private static List<String> numbers() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .map(name -> {
                        Matcher matcher = NAME.matcher(name);
                        assertThat(matcher.matches())
                                .as("%s; name it like V27__two_words.sql", name)
                                .isTrue();
                        return matcher.group(1);
                    })
                    .toList();
        }
    }

    @Test
    void noTwoFilesHaveOneNumber() throws IOException {
        assertThat(numbers()).doesNotHaveDuplicates();
    }

    @Test
    void noNumberIsBelowOneThatInstallationsHave() throws IOException {
        var last = MigrationVersion.fromVersion(NUMBERS.getLast());

        assertThat(NUMBERS.stream().map(MigrationVersion::fromVersion)).isSorted();
        assertThat(numbers().stream()
                        .filter(number -> !MigrationVersion.fromVersion(number).isNewerThan(last)))
                .as("a migration that is missing here needs a number above %s", last)
                .containsExactlyInAnyOrderElementsOf(NUMBERS);
    }
}
