package io.minicrm.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
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
    void typesAreInferredByColumn() {
        run("""
                id,zip,score,vip,mixed,blank,phone_no,negative,day
                1,00123,1.50,TRUE,1,,+15550002174,-3,2012-09-04
                2,10115,2,false,x,,5,0.25,2013-01-01
                3,,,,,,,,
                """, CsvMapping.DEFAULT);

        assertThat(leads.find("1").orElseThrow().attributes().values())
                .containsEntry("zip", "00123")
                .containsEntry("score", new BigDecimal("1.5"))
                .containsEntry("vip", true)
                .containsEntry("mixed", "1")
                .containsEntry("phone_no", "+15550002174")
                .containsEntry("negative", new BigDecimal("-3"))
                .containsEntry("day", "2012-09-04")
                .doesNotContainKey("blank");
        assertThat(leads.find("2").orElseThrow().attributes().get("zip")).isEqualTo("10115");
        assertThat(leads.find("3").orElseThrow().attributes().values()).isEmpty();
    }

    @Test
    void aTypeGivenByHandWins() {
        ImportResult result = run(
                "id,zip,since\n1,10115,2012-09-04\n2,20095,soon\n",
                CsvMapping.of(Map.of("types", "zip:text, since:date")));

        assertThat(leads.find("1").orElseThrow().attributes().get("zip")).isEqualTo("10115");
        assertThat(result.errors()).singleElement().satisfies(error -> {
            assertThat(error.line()).isEqualTo(3);
            assertThat(error.field()).isEqualTo("since");
            assertThat(error.message()).startsWith("is \"soon\", but the column holds dates such as");
        });
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
    void columnsAreMappedByParameters() {
        run(
                "customerID,full name,mail,gone\n7,Ann,a@b.c,yes\n",
                CsvMapping.of(
                        Map.of("id", "customerID", "name", "full name", "email", "mail", "unsubscribed", "gone")));

        assertThat(leads.find("7").orElseThrow())
                .isEqualTo(new Lead("7", "Ann", "a@b.c", null, true, Attributes.NONE, NOW));
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
    void bytesThatAreNotUtf8AreRejectedWithTheirPosition() {
        ImportResult result =
                run("id,name\n1,Ann\n2,Zoë\n3,Bob\n".getBytes(StandardCharsets.ISO_8859_1), CsvMapping.DEFAULT);

        assertThat(result.imported()).isEqualTo(2);
        assertThat(result.errors())
                .containsExactly(new RowError(3, "name", "is not valid UTF-8; save the file in UTF-8"));
    }

    @Test
    void theFirstHundredErrorsAreReportedAndAllAreCounted() {
        ImportResult result = run("id,a\n" + "x\n".repeat(5_000), CsvMapping.DEFAULT);

        assertThat(result.rejected()).isEqualTo(5_000);
        assertThat(result.errors()).hasSize(100);
    }

    @Test
    void aQuoteThatIsNeverClosedEndsTheFileThereAndKeepsTheRowsBefore() {
        ImportResult result = run("id,note\n1,fine\n2,\"open\n3,lost\n", CsvMapping.DEFAULT);

        assertThat(result.imported()).isEqualTo(1);
        assertThat(result.errors())
                .containsExactly(
                        new RowError(
                                3,
                                "row",
                                "has a quote that is never closed, or text after a closing quote; fix it, because the rest of the file is not read"));
    }

    @Test
    void textBehindAClosingQuoteEndsTheFileThere() {
        ImportResult result = run("id,note\n1,fine\n2,\"5\" tall\n3,lost\n", CsvMapping.DEFAULT);

        assertThat(result.imported()).isEqualTo(1);
        assertThat(result.errors()).extracting(RowError::line).containsExactly(3L);
    }

    @Test
    void aQuoteLeftOpenInAHugeFileDoesNotFillTheMemory() {
        ImportResult result = run("id,note\n1,fine\n2,\"" + "open,\n".repeat(500_000), CsvMapping.DEFAULT);

        assertThat(result.imported()).isEqualTo(1);
        assertThat(result.errors()).extracting(RowError::line).containsExactly(3L);
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "`` ~ file has no header; add a first row that names the columns",
                "name,mail ~ id has no column; call one id, or map one with id=…; there are name, mail",
                "id,a,a ~ header has two columns called \"a\"; rename one",
                "id,,b ~ header has no name for column 2; name it",
                "id,Total (USD) ~ Total (USD) cannot name an attribute; use a letter or _, then up to 63 letters, digits, spaces, - or _",
                "PK\u0003\u0004zip ~ file is a spreadsheet or an archive; export it as CSV",
                "id\u0000,name ~ file is not valid UTF-8; save it as CSV in UTF-8",
            })
    void aFileWithAWrongHeaderIsRefusedAsAWhole(String header, String message) {
        assertThatExceptionOfType(InvalidImportException.class)
                .isThrownBy(() -> run(header.isEmpty() ? "" : header + "\n1,2,3\n", CsvMapping.DEFAULT))
                .withMessage(message);
        assertThat(leads.count()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "id ~ nr ~ id is mapped to \"nr\", but there is no such column; there are id, name, x",
                "types ~ name:text ~ types names \"name\", which is not a column that becomes an attribute",
                "name ~ x ~ name has the name of a field that another column is mapped to; rename it",
                "types ~ x:money ~ types has the type \"money\"; give text, number, boolean or date",
                "types ~ x ~ types is \"x\"; write it as column:type",
                "colour ~ x ~ colour is not known; map id, name, email, phone or unsubscribed, or give types or delimiter",
                "delimiter ~ : ~ delimiter is \":\"; give a comma, a semicolon, a | or tab",
            })
    void aMappingThatDoesNotGoWithTheFileIsRefused(String parameter, String value, String message) {
        assertThatExceptionOfType(InvalidImportException.class)
                .isThrownBy(() -> run("id,name,x\n1,Ann,2\n", CsvMapping.of(Map.of(parameter, value))))
                .withMessage(message);
        assertThat(leads.count()).isZero();
    }

    @Test
    void oneColumnCannotBeTwoFields() {
        assertThatExceptionOfType(InvalidImportException.class)
                .isThrownBy(() -> run("id,x\n1,2\n", CsvMapping.of(Map.of("email", "x", "name", "x"))))
                .satisfies(e ->
                        assertThat(e.problem().message()).isEqualTo("is mapped to \"x\" like another field; map one"));
    }

    @Test
    void tooManyColumnsAreRefused() {
        var header = new StringBuilder("id");
        for (int i = 0; i < 1_001; i++) {
            header.append(",a").append(i);
        }

        assertThatExceptionOfType(InvalidImportException.class)
                .isThrownBy(() -> run(header.toString(), CsvMapping.DEFAULT))
                .withMessage("header has 1001 attributes; the limit is 1000");
        assertThatExceptionOfType(InvalidImportException.class)
                .isThrownBy(() -> run("id" + ",x".repeat(1_100), CsvMapping.DEFAULT))
                .withMessage("header has more than 1010 cells");
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
