package io.minicrm.lead;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReaderTest {

    private static final List<String> LINE_ENDS = List.of("\n", "\r\n", "\r");
    private static final String ALPHABET = "ab\"\n\r,;\t|\u00e9\ud83d\ude00 ";

    @Property(tries = 500)
    void rowsThatAreWrittenRightAreReadAsTheyWere(@ForAll long seed, @ForAll @IntRange(max = 3) int kind) {
        char delimiter = ",;\t|".charAt(kind);
        var random = new Random(seed);
        var rows = new ArrayList<List<String>>();
        var file = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            List<String> row = random.ints(1 + random.nextInt(4), 0, 8)
                    .mapToObj(length -> text(random, length))
                    .toList();
            rows.add(row);
            file.append(row.stream().map(cell -> written(cell, random)).collect(Collectors.joining("" + delimiter)));
            // A CR, an empty row and an LF would be one line end.
            boolean afterCr = !file.isEmpty() && file.charAt(file.length() - 1) == '\r';
            file.append(LINE_ENDS.get(afterCr ? 1 + random.nextInt(2) : random.nextInt(3)));
        }

        List<CsvRow> read = read(dripping(file.toString(), random), delimiter);

        assertThat(read).extracting(CsvRow::problem).containsOnlyNulls();
        assertThat(read.stream().map(CsvRow::cells)).containsExactlyElementsOf(rows);
    }

    /** A wrong row has a fault that ends before its line does, whatever follows. */
    @Property(tries = 500)
    void aWrongRowCostsNoOther(@ForAll long seed) {
        var random = new Random(seed);
        var file = new StringBuilder();
        var good = new ArrayList<String>();
        int wrong = 0;
        for (int i = 0; i < 30; i++) {
            String end = LINE_ENDS.get(random.nextInt(2));
            if (random.nextInt(3) == 0) {
                wrong++;
                file.append(i)
                        .append(random.nextBoolean() ? ",\"a\" b," : ",\"a\"\"\"b,\"x\",")
                        .append(end);
            } else {
                good.add("" + i);
                file.append(i)
                        .append(',')
                        .append(random.nextBoolean() ? "\"x\ny\"" : "5\" tall")
                        .append(end);
            }
        }

        List<CsvRow> read = read(dripping(file.toString(), random), ',');

        assertThat(read).filteredOn(row -> row.problem() != null).hasSize(wrong);
        assertThat(read)
                .filteredOn(row -> row.problem() == null)
                .extracting(row -> row.cells().getFirst())
                .containsExactlyElementsOf(good);
    }

    /** Nothing is lost: each line stands in the row that begins at it or before it, and the lines go up. */
    @Property(tries = 2_000)
    void anyTextIsReadToItsEnd(
            @ForAll @Chars({'a', '"', '\n', '\r', ',', ' ', '\u0000', '\ud800', '\ufeff'}) @StringLength(max = 60)
                    String text) {
        List<CsvRow> read = read(new StringReader(text), ',');

        assertThat(read).extracting(CsvRow::line).isSorted().doesNotHaveDuplicates();
        long lines = new BufferedReader(new StringReader(text)).lines().count();
        assertThat(read.size()).isLessThanOrEqualTo((int) lines);
        if (text.indexOf('"') < 0) {
            assertThat(read).hasSize((int) lines);
        }
    }

    @Test
    void aQuoteThatIsLeftOpenCostsItsRowAndNoOther() {
        List<CsvRow> read = read(new StringReader("1,\"open\n2,b\n3,\"c\"\n4,\"d\n5,e"), ',');

        assertThat(read).extracting(CsvRow::line).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(read)
                .filteredOn(row -> row.problem() != null)
                .extracting(CsvRow::line)
                .containsExactly(1L, 4L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,", "1,\""})
    void aCellOfTenMegabytesCostsItsRowInBoundedMemory(String begin) {
        String file = begin + "x".repeat(10_000_000) + (begin.endsWith("\"") ? "\"" : "") + "\n2,b\n";

        List<CsvRow> read = read(new StringReader(file), ',');

        assertThat(read).hasSize(2);
        assertThat(read.getFirst().problem()).startsWith("has more than 200000 characters");
        assertThat(read.getLast().cells()).containsExactly("2", "b");
        assertThat(read.getLast().line()).isEqualTo(2);
    }

    @Test
    void thousandsOfQuotesThatAreLeftOpenCostTheirRowsAlone() {
        // From each open quote it is 60,000 characters to the next quote, which shows that the first one is wrong.
        String file = ("1,\"open\n" + "2,a row of thirty characters....\n".repeat(1_800)).repeat(2_000);

        List<CsvRow> read = new ArrayList<>();
        var reader = new CsvReader(new StringReader(file), ',');
        int wrong = 0;
        int right = 0;
        for (CsvRow row = reader.next(); row != null; row = reader.next()) {
            wrong += row.problem() == null ? 0 : 1;
            right += row.problem() == null ? 1 : 0;
        }

        assertThat(reader.hasGivenUp()).isFalse();
        assertThat(wrong).isEqualTo(2_000);
        assertThat(right).isEqualTo(3_600_000);
    }

    @Test
    void whereReadingIsGivenUpTheLinesThatAreLeftAreCounted() {
        var reader = new CsvReader(new StringReader("1,\"open\n2,b\n\n3,c\n4,\"open\n5,e\n \n6,f"), ',', 10);

        CsvRow first = reader.next();
        CsvRow second = reader.next();

        assertThat(first).isNotNull().extracting(CsvRow::problem).asString().contains("quote");
        assertThat(second).isNull();
        assertThat(reader.hasGivenUp()).isTrue();
        assertThat(reader.line()).isEqualTo(2);
        assertThat(reader.countLines()).isEqualTo(5);
    }

    private static List<CsvRow> read(Reader text, char delimiter) {
        var reader = new CsvReader(text, delimiter);
        var rows = new ArrayList<CsvRow>();
        for (CsvRow row = reader.next(); row != null; row = reader.next()) {
            rows.add(row);
        }
        return rows;
    }

    private static String text(Random random, int length) {
        String text = random.ints(length, 0, ALPHABET.codePointCount(0, ALPHABET.length()))
                .map(i -> ALPHABET.codePointAt(ALPHABET.offsetByCodePoints(0, i)))
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        return text.strip();
    }

    /** A cell as it may stand in a file: in quotes where it must be and sometimes where not, with blanks around. */
    private static String written(String cell, Random random) {
        boolean mustQuote = cell.chars().anyMatch(c -> "\"\n\r,;\t|".indexOf(c) >= 0);
        String written = mustQuote || random.nextInt(4) == 0 ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
        return " \u00a0".substring(random.nextInt(3)) + written + " ".repeat(random.nextInt(2));
    }

    /** The text in pieces of random length, so that the ends of buffers lie anywhere. */
    private static Reader dripping(String text, Random random) {
        return new Reader() {
            private int at;

            @Override
            public int read(char[] buffer, int offset, int length) {
                int count = Math.min(text.length() - at, Math.min(length, 1 + random.nextInt(5)));
                text.getChars(at, at + count, buffer, offset);
                at += count;
                return count == 0 ? -1 : count;
            }

            @Override
            public void close() {}
        };
    }
}
