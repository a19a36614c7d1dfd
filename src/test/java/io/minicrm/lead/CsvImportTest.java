package io.minicrm.lead;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.lead.ImportResult.RowError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvImportTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private final InMemoryLeads leads = new InMemoryLeads();

    @Test
    void importsTheCustomersThatAreShipped() throws IOException {
        ImportResult result;
        try (InputStream in = Files.newInputStream(Path.of("examples/data/customers.csv"))) {
            result = importer().run(in, CsvMapping.DEFAULT);
        }

        assertThat(result.imported()).isEqualTo(2_240);
        assertThat(result.updated() + result.rejected()).isZero();
        Lead maja = leads.find("cust-5524").orElseThrow();
        assertThat(maja.name()).isEqualTo("Maja Haddad");
        assertThat(maja.email()).isEqualTo("maja.haddad.5524@example.com");
        assertThat(maja.phone()).isNull();
        assertThat(maja.unsubscribed()).isFalse();
        assertThat(maja.createdAt()).isEqualTo(NOW);
        assertThat(maja.attributes().values())
                .containsEntry("total_spend", new BigDecimal("1617"))
                .containsEntry("complained", false)
                .containsEntry("signed_up_on", "2012-09-04")
                .containsEntry("country", "FR");
        assertThat(leads.find("cust-2174").orElseThrow().phone()).isEqualTo("+15550002174");
        assertThat(leads.list(null, null, 3_000))
                .filteredOn(lead -> lead.attributes().get("total_spend") instanceof BigDecimal spend
                        && spend.compareTo(BigDecimal.valueOf(1_000)) > 0)
                .hasSize(602);
    }

    @Test
    void importsTheMarketingCampaignAsItIs() throws IOException {
        ImportResult result;
        try (InputStream in = CsvImportTest.class.getResourceAsStream("/marketing_campaign.csv")) {
            assertThat(in).isNotNull();
            result = importer().run(in, CsvMapping.of(Map.of("id", "ID")));
        }

        assertThat(result.imported()).isEqualTo(2_240);
        assertThat(result.errors()).isEmpty();
        assertThat(leads.list(null, null, 3_000))
                .filteredOn(lead -> lead.attributes().get("Income") == null)
                .hasSize(24);
        Lead lead = leads.find("5524").orElseThrow();
        assertThat(lead.email()).isNull();
        assertThat(lead.attributes().get("Income")).isEqualTo(new BigDecimal("58138"));
        assertThat(lead.attributes().get("Response")).isEqualTo(BigDecimal.ONE);
        assertThat(lead.attributes().get("Dt_Customer")).isEqualTo("2012-09-04");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|"})
    void findsTheDelimiter(String delimiter) {
        run(
                "\"id\"D\"one:two\"Dname\n1DxDAnn\n".replace("one:two", "about").replace("D", delimiter),
                CsvMapping.DEFAULT);

        assertThat(leads.find("1").orElseThrow().name()).isEqualTo("Ann");
    }

    @Test
    void takesTheDelimiterThatASpreadsheetWritesFirst() {
        ImportResult result = run("sep=;\r\nid;name\r\n1;Ann, Bob\r\n2\r\n", CsvMapping.DEFAULT);

        assertThat(leads.find("1").orElseThrow().name()).isEqualTo("Ann, Bob");
        assertThat(result.errors()).extracting(RowError::line).containsExactly(4L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void takesAByteOrderMark(String charset) {
        run("\uFEFFid,name\r\n1,Zoë\r\n".getBytes(Charset.forName(charset)), CsvMapping.DEFAULT);

        assertThat(leads.find("1").orElseThrow().name()).isEqualTo("Zoë");
    }

    @Test
    void takesQuotesLineBreaksInThemBlankLinesAndBothLineEnds() {
        ImportResult result = run(
                "\n  \nID , Name,note\r\n1,\"Ann \"\"A\"\" Lee\",\"two\r\nlines, one cell\"\r\n\r\n,,\n2, Bob ,\n3,\n",
                CsvMapping.DEFAULT);

        assertThat(leads.find("1").orElseThrow())
                .satisfies(lead -> assertThat(lead.name()).isEqualTo("Ann \"A\" Lee"))
                .satisfies(lead -> assertThat(lead.attributes().get("note")).isEqualTo("two\r\nlines, one cell"));
        assertThat(leads.find("2").orElseThrow())
                .satisfies(lead -> assertThat(lead.name()).isEqualTo("Bob"))
                .satisfies(lead -> assertThat(lead.attributes().values()).isEmpty());
        assertThat(result.errors())
                .containsExactly(new RowError(9, "row", "has 2 cells, the header has 3; check delimiters and quotes"));
    }

    @Test
    void aLateCellThatDoesNotFitItsColumnIsRejectedWithLineColumnValueAndFix() {
        var file = new StringBuilder("id,income\n");
        for (int i = 0; i < 1_500; i++) {
            file.append(i).append(',').append(i == 1_200 ? "n/a" : i).append('\n');
        }

        ImportResult result = run(file.toString(), CsvMapping.DEFAULT);

        assertThat(result.imported()).isEqualTo(1_499);
        assertThat(result.errors())
                .containsExactly(new RowError(
                        1_202,
                        "income",
                        "is \"n/a\", but the column holds numbers; correct it, or import with types=income:text"));
    }

    @Test
    void theLaterRowOfAnIdWinsAndCountsAsUpdated() {
        leads.upsert(List.of(new Lead("old", null, null, null, false, Attributes.NONE, NOW)));
        var file = new StringBuilder("id,name\nold,new\na,first\nb,x\na,second\n");
        for (int i = 0; i < 2_500; i++) {
            file.append("lead-").append(i).append(",x\n");
        }
        file.append("b,late\n");

        ImportResult result = run(file.toString(), CsvMapping.DEFAULT);

        assertThat(result.imported()).isEqualTo(2_502);
        assertThat(result.updated()).isEqualTo(3);
        assertThat(leads.find("a").orElseThrow().name()).isEqualTo("second");
        assertThat(leads.find("b").orElseThrow().name()).isEqualTo("late");
    }

    @Test
    void invalidRowsAreRejectedWithTheHeaderOfTheirColumn() {
        ImportResult result = run(
                "no,gone,about\n,false,x\n" + "i".repeat(129) + ",false,x\n3,maybe,x\n5,,fine\n",
                CsvMapping.of(Map.of("id", "no", "unsubscribed", "gone")));

        assertThat(result.errors())
                .extracting(RowError::line, RowError::field)
                .containsExactly(Tuple.tuple(2L, "no"), Tuple.tuple(3L, "no"), Tuple.tuple(4L, "gone"));
        assertThat(result.imported()).isEqualTo(1);
    }

    @Test
    void bytesThatAreNotValidInAUtf8FileAreRejectedWithTheirPosition() {
        byte[] file = ("id,name\n1,Zoë\n2,Zo" + "\u00ff" + "\n3,Bob\n").getBytes(StandardCharsets.UTF_8);
        // The second é is damaged: its first byte stands alone.
        int damaged = new String(file, StandardCharsets.ISO_8859_1).lastIndexOf('\u00c3');
        file[damaged + 1] = 'x';

        ImportResult result = run(file, CsvMapping.DEFAULT);

        assertThat(result.imported()).isEqualTo(2);
        assertThat(result.errors())
                .containsExactly(new RowError(
                        3, "name", "is not valid utf-8; save the file in UTF-8, or give its encoding as charset=…"));
    }

    @ParameterizedTest
    @CsvSource({
        "windows-1252, windows-1252, ",
        "ISO-8859-15, iso-8859-15, iso-8859-15",
        "UTF-8, utf-8, ",
        "UTF-16LE, utf-16le, ",
        "UTF-16BE, utf-16be, ",
        "UTF-16BE, utf-16be, utf-16be"
    })
    void takesTheEncodingsOfSpreadsheetsAlsoWithoutAByteOrderMark(
            String written, String found, @Nullable String given) {
        ImportResult result = run(
                "id,name,city\r\n1,Zoë,Köln\r\n2,Ann,Århus\r\n".getBytes(Charset.forName(written)),
                given == null ? CsvMapping.DEFAULT : CsvMapping.of(Map.of("charset", given)));

        assertThat(leads.find("1").orElseThrow().name()).isEqualTo("Zoë");
        assertThat(leads.find("2").orElseThrow().attributes().get("city")).isEqualTo("Århus");
        assertThat(result.file().encoding()).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
    void utf16IsRecognisedAlsoIfACharacterHasItsZeroByteOnTheOtherSide(String written) {
        run(
                "id,name,city\r\n1,\u0100da,K\u00f6ln\r\n2,Ann,Pune\r\n".getBytes(Charset.forName(written)),
                CsvMapping.DEFAULT);

        assertThat(leads.find("1").orElseThrow().name()).isEqualTo("\u0100da");
    }

    @Test
    void theSendersEncodingHoldsUnlessAParameterSaysAnother() {
        byte[] file = "id,name\n1,\u20ac\n".getBytes(Charset.forName("ISO-8859-15"));

        run(file, CsvMapping.DEFAULT.inCharset("iso-8859-15"));
        assertThat(leads.find("1").orElseThrow().name()).isEqualTo("\u20ac");

        run(file, CsvMapping.of(Map.of("charset", "iso-8859-1")).inCharset("iso-8859-15"));
        assertThat(leads.find("1").orElseThrow().name()).isEqualTo("\u00a4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void takesAnyLineEnds(String end) {
        ImportResult result = run("id,name\n1,Ann\n\n2,\"two\nlines\"\n3".replace("\n", end), CsvMapping.DEFAULT);

        assertThat(result.imported()).isEqualTo(2);
        assertThat(leads.find("2").orElseThrow().name()).isEqualTo("two" + end + "lines");
        assertThat(result.errors()).extracting(RowError::line).containsExactly(6L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "`id;\"about, in words, or not\";name|1;\"x, y\";Ann|2;z;Bob` ~ ;",
                "`id,\"a;b;c;d\"|1,x|2,y` ~ ,",
                "`id;price|1;12,50|2;13,75|3;1,00` ~ ;",
                "`id\tname, first|1\tAnn|2\tBob` ~ `\t`",
                "`id|1|2` ~ ,"
            })
    void findsTheDelimiterByTheRows(String file, String delimiter) {
        ImportResult result = run(file.replace("|", "\n").replace("\\t", "\t"), CsvMapping.DEFAULT);

        assertThat(result.file().delimiter()).isEqualTo(delimiter.replace("\\t", "\t"));
        assertThat(result.rejected()).isZero();
    }

    @Test
    void aRowThatWouldMakeAStoredLeadTooLargeIsRejectedWithItsLine() {
        run("id,a,b,c,d,e,f\nbig" + ("," + "x".repeat(10_000)).repeat(6) + "\n", CsvMapping.DEFAULT);

        ImportResult result = run("id,g\nsmall,1\nbig," + "y".repeat(9_000) + "\nother,1\n", CsvMapping.DEFAULT);

        assertThat(result.imported()).isEqualTo(2);
        assertThat(result.rejected()).isEqualTo(1);
        assertThat(result.errors())
                .extracting(RowError::line, RowError::field)
                .containsExactly(Tuple.tuple(3L, "attributes"));
        assertThat(leads.find("big").orElseThrow().attributes().get("g")).isNull();
    }

    @Test
    void theFirstHundredErrorsAreReportedAndAllAreCounted() {
        ImportResult result = run("id,a\n" + "x\n".repeat(5_000), CsvMapping.DEFAULT);

        assertThat(result.rejected()).isEqualTo(5_000);
        assertThat(result.errors()).hasSize(100);
    }

    @Test
    void aQuoteThatIsNeverClosedCostsItsRowAndNoOther() {
        ImportResult result =
                run("id,note\n1,fine\n2,\"open\n3,kept\n4,\"a \"\"quoted\"\" word\"\n", CsvMapping.DEFAULT);

        assertThat(result.imported()).isEqualTo(3);
        assertThat(result.rows()).isEqualTo(4);
        assertThat(result.errors()).extracting(RowError::line).containsExactly(3L);
        assertThat(result.fatal()).isNull();
        assertThat(leads.find("4").orElseThrow().attributes().get("note")).isEqualTo("a \"quoted\" word");
    }

    @Test
    void textBehindAClosingQuoteCostsItsRowAndNoOther() {
        ImportResult result = run("id,note\n1,fine\n2,\"5\" tall\n3,kept\n4,6\" tall\n", CsvMapping.DEFAULT);

        assertThat(result.imported()).isEqualTo(3);
        assertThat(result.errors()).extracting(RowError::line).containsExactly(3L);
        assertThat(leads.find("4").orElseThrow().attributes().get("note")).isEqualTo("6\" tall");
    }

    @Test
    void aRowWithTooFewCellsOverSeveralLinesCostsItselfAndNoLineOfIt() {
        ImportResult result = run("id,note,x\n1,\"two\n9,inside,9\nlines\"\n2,fine,2\n", CsvMapping.DEFAULT);

        assertThat(result.errors()).extracting(RowError::line).containsExactly(2L);
        assertThat(result.imported()).isEqualTo(1);
        assertThat(leads.find("9")).isEmpty();
    }

    @Test
    void blanksAroundQuotesDoNotBelongToTheCell() {
        run("id , name\n 1 ,\u00a0\"Ann, A.\" \n2,\ufeff\n", CsvMapping.DEFAULT);

        assertThat(leads.find("1").orElseThrow().name()).isEqualTo("Ann, A.");
        assertThat(leads.find("2").orElseThrow().name()).isNull();
    }

    @RepeatedTest(200)
    void everyGoodRowOfAFileWithWrongOnesIsImported(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var file = new StringBuilder("id,name,note\n");
        var good = new ArrayList<String>();
        for (int i = 0; i < 40; i++) {
            int kind = random.nextInt(12);
            switch (kind) {
                case 0 -> file.append(i).append(",\"open,x\n");
                case 1 -> file.append(i).append(",\"a\" b,x\n");
                case 2 -> file.append(i).append(",too few\n");
                case 3 -> file.append(i).append(",a,b,too many\n");
                case 4 -> file.append(",,\n\n");
                default -> {
                    good.add(Integer.toString(i));
                    file.append(i)
                            .append(
                                    switch (kind) {
                                        case 5 -> ",\"a, b\",\"\"\n";
                                        case 6 -> ",\"say \"\"hi\"\"\",y\n";
                                        case 7 -> ",5\" tall,z\r\n";
                                        default -> ",Ann,\n";
                                    });
                }
            }
        }

        ImportResult result = run(file.toString(), CsvMapping.DEFAULT);

        // A row after a quote that was left open may be swallowed if its own quotes close that one rightly; then it is
        // part of a rejected row. All rows without quotes are there.
        assertThat(leads.list(null, null, 100)).extracting(Lead::id).isSubsetOf(good);
        assertThat(result.rows())
                .isEqualTo(result.imported() + result.rejected() + result.unread())
                .isGreaterThanOrEqualTo(good.size());
        if (!file.toString().contains("open")) {
            assertThat(leads.list(null, null, 100)).extracting(Lead::id).containsExactlyInAnyOrderElementsOf(good);
        }
    }

    @Test
    void aQuoteLeftOpenInAHugeFileDoesNotFillTheMemory() {
        ImportResult result = run("id,note\n1,fine\n2,\"" + "open,\n".repeat(500_000), CsvMapping.DEFAULT);

        // The lines after it are rows of their own, all with the same id.
        assertThat(result.imported()).isEqualTo(2);
        assertThat(result.errors()).extracting(RowError::line).containsExactly(3L);
        assertThat(result.rows()).isEqualTo(500_001);
    }

    @Test
    void cellsAndRowsAreBounded() {
        ImportResult result =
                run("id,note\n1," + "x".repeat(10_001) + "\n2," + ",".repeat(1_100) + "\n3,fine\n", CsvMapping.DEFAULT);

        assertThat(result.imported()).isEqualTo(1);
        assertThat(result.errors()).extracting(RowError::line).containsExactly(2L, 3L);
        assertThat(result.errors().getFirst().message()).contains("the limit is 10000");
        assertThat(result.errors().getLast().message()).isEqualTo("has more than 1010 cells");
    }

    private CsvImport importer() {
        return new CsvImport(leads, new AttributeTypes(new InMemoryAttributes(), leads), InstantSource.fixed(NOW));
    }

    private ImportResult run(String file, CsvMapping mapping) {
        return run(file.getBytes(StandardCharsets.UTF_8), mapping);
    }

    private ImportResult run(byte[] file, CsvMapping mapping) {
        return importer().run(new ByteArrayInputStream(file), mapping);
    }
}
