package io.minicrm.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Queries, updates and pipelines are built by the driver's builders, so that the compiler checks the operators. */
final class OperatorsTest {

    private static final Path SOURCES = Path.of("src/main/java/io/minicrm/mongodb");
    private static final Pattern OPERATOR = Pattern.compile("\"\\$[a-zA-Z]+\"");

    @Test
    void operatorsAreWrittenByHandOnlyWhereTheDriverHasNoBuilder() throws IOException {
        try (Stream<Path> sources = Files.list(SOURCES)) {
            List<String> byHand = sources.filter(source -> !source.endsWith("Expressions.java"))
                    .flatMap(OperatorsTest::operators)
                    .toList();

            assertThat(byHand).containsExactly("CollectionShape.java: \"$jsonSchema\"");
        }
    }

    private static Stream<String> operators(Path source) {
        try {
            return OPERATOR.matcher(Files.readString(source))
                    .results()
                    .map(MatchResult::group)
                    .map(operator -> source.getFileName() + ": " + operator);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
