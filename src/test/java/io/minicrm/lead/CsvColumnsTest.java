package io.minicrm.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.minicrm.lead.ImportResult.RowError;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the columns of a file become: fields, keys and attributes. */
class CsvColumnsTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private final InMemoryLeads leads = new InMemoryLeads();

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

    @ParameterizedTest
    @ValueSource(strings = {"2024-02-30", "2023-02-29", "2024-13-01", "2024-04-31 10:00", "2024-02-30T10:00:00Z"})
    void aDayThatDoesNotExistMakesNoColumnOfDatesOneOfTexts(String impossible) {
        ImportResult result =
                run("id,since\n1,2012-09-04\n2,%s\n3,2012-09-05 10:00\n".formatted(impossible), CsvMapping.DEFAULT);

        assertThat(result.file().columns().getLast().type()).isEqualTo("date");
        assertThat(result.imported()).isEqualTo(2);
        assertThat(result.errors()).singleElement().satisfies(error -> {
            assertThat(error.line()).isEqualTo(3);
            assertThat(error.field()).isEqualTo("since");
            assertThat(error.message()).contains(impossible, "holds dates");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-03-10 or later", "2024-03-100", "soon", "10.03.2024"})
    void aColumnOfDatesAndOtherTextsHoldsTexts(String other) {
        ImportResult result = run("id,since\n1,2012-09-04\n2,%s\n".formatted(other), CsvMapping.DEFAULT);

        assertThat(result.imported()).isEqualTo(2);
        assertThat(result.file().columns().getLast().type()).isEqualTo("text");
    }

    @Test
    void aColumnOfNothingButDaysThatDoNotExistHoldsTexts() {
        ImportResult result = run("id,version\n1,2024-00-01\n2,2024-00-02\n", CsvMapping.DEFAULT);

        assertThat(result.imported()).isEqualTo(2);
        assertThat(result.file().columns().getLast().type()).isEqualTo("text");
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
    void headersThatCannotNameAnAttributeAreRenamedAndReported() {
        ImportResult result = run(
                "ID,Total Spend ($),Phone #,,2nd,Phone ##,email_2,name,total,total\n1,5,6,7,8,9,10,Ann,11,12\n",
                CsvMapping.DEFAULT);

        assertThat(result.file().columns())
                .extracting(ImportResult.Column::column, ImportResult.Column::fields, ImportResult.Column::attribute)
                .containsExactly(
                        Tuple.tuple("ID", List.of("id"), null),
                        Tuple.tuple("Total Spend ($)", List.of(), "Total Spend"),
                        Tuple.tuple("Phone #", List.of(), "Phone"),
                        Tuple.tuple("", List.of(), "column_4"),
                        Tuple.tuple("2nd", List.of(), "_2nd"),
                        Tuple.tuple("Phone ##", List.of(), "Phone_2"),
                        Tuple.tuple("email_2", List.of(), "email_2"),
                        Tuple.tuple("name", List.of("name"), null),
                        Tuple.tuple("total", List.of(), "total"),
                        Tuple.tuple("total", List.of(), "total_2"));
        assertThat(leads.find("1").orElseThrow().attributes().values())
                .containsEntry("Total Spend", new BigDecimal("5"))
                .containsEntry("Phone_2", new BigDecimal("9"))
                .containsEntry("total_2", new BigDecimal("12"));
        assertThat(result.file().columns().get(1).type()).isEqualTo("number");
    }

    @Test
    void aFileOfThreeHundredColumnsIsImported() {
        var header = new StringBuilder("id");
        var row = new StringBuilder("1");
        for (int i = 0; i < 300; i++) {
            header.append(",Column ").append(i).append('?');
            row.append(',').append(i);
        }

        ImportResult result = run(header + "\n" + row + "\n", CsvMapping.DEFAULT);

        assertThat(result.imported()).isEqualTo(1);
        assertThat(leads.find("1").orElseThrow().attributes().values()).hasSize(300);
    }

    @Test
    void withoutAnIdLeadsAreMatchedByTheirEmail() {
        ImportResult first = run("email,name\nAnn@Example.com,Ann\nbob@example.com,Bob\n", CsvMapping.DEFAULT);
        ImportResult second = run("Email;city\nann@example.com;Pune\n ;Oslo\nn/a;Rome\n", CsvMapping.DEFAULT);

        assertThat(first.imported()).isEqualTo(2);
        assertThat(first.file().key()).isEqualTo("email");
        assertThat(second.updated()).isEqualTo(1);
        assertThat(second.errors())
                .extracting(RowError::line, RowError::field)
                .containsExactly(Tuple.tuple(3L, "Email"), Tuple.tuple(4L, "Email"));
        assertThat(leads.list(null, null, 10))
                .hasSize(2)
                .filteredOn(lead -> "Ann".equals(lead.name()))
                .singleElement()
                .satisfies(ann -> {
                    assertThat(ann.email()).isEqualTo("Ann@Example.com");
                    assertThat(ann.attributes().get("city")).isEqualTo("Pune");
                });
    }

    @Test
    void leadsWithoutAnAddressGetOneThatIsMadeUpIfThatIsWanted() {
        CsvMapping mapping = CsvMapping.of(Map.of("make_up_addresses", "true"));

        run("ID;Income\n5524;58138\nAnn Lee;1\nann lee;2\n", mapping);
        run("id,email,phone\nreachable,r@example.com,\ncalled,,+49 30 123\nsilent,,\n", mapping);
        run("id,x\nno-option,1\n", CsvMapping.DEFAULT);

        assertThat(emailOf("5524")).isEqualTo("5524@made-up.invalid");
        assertThat(List.of(emailOf("Ann Lee"), emailOf("ann lee")))
                .doesNotHaveDuplicates()
                .allMatch(MadeUpAddress::is)
                .allMatch(Address::isEmail);
        assertThat(emailOf("reachable")).isEqualTo("r@example.com");
        assertThat(emailOf("called")).isEqualTo("null");
        assertThat(emailOf("silent")).isEqualTo("silent@made-up.invalid");
        assertThat(leads.find("no-option").orElseThrow().email()).isNull();
    }

    private String emailOf(String id) {
        return String.valueOf(leads.find(id).orElseThrow().email());
    }

    @Test
    void oneColumnCanBeTheIdAndTheEmail() {
        ImportResult result = run("email,name\nann@example.com,Ann\n", CsvMapping.of(Map.of("id", "email")));

        assertThat(leads.find("ann@example.com").orElseThrow().email()).isEqualTo("ann@example.com");
        assertThat(result.file().columns().getFirst().fields()).containsExactly("id", "email");
        assertThat(result.file().key()).isEqualTo("id");
    }

    @Test
    void oneColumnCanFeedFieldsThatTheMappingNames() {
        run("user,x\nann@example.com,1\n", CsvMapping.of(Map.of("id", "user", "email", "user", "name", "user")));

        assertThat(leads.find("ann@example.com").orElseThrow())
                .isEqualTo(new Lead(
                        "ann@example.com",
                        "ann@example.com",
                        "ann@example.com",
                        null,
                        false,
                        Attributes.of(Map.of("x", 1)),
                        NOW));
    }

    @Test
    void aGivenKeyWinsOverAnIdColumnWhichBecomesAnAttribute() {
        ImportResult result =
                run("id,phone,name\n7,+49 30 123,Ann\n8,+4930123,Ann Lee\n", CsvMapping.of(Map.of("key", "phone")));

        assertThat(result.imported()).isEqualTo(1);
        assertThat(result.updated()).isEqualTo(1);
        assertThat(leads.list(null, null, 10)).singleElement().satisfies(lead -> {
            assertThat(lead.name()).isEqualTo("Ann Lee");
            assertThat(lead.attributes().get("id_2")).isEqualTo(new BigDecimal("8"));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "key=email ~ key is email, but no column is; map one with email=…; there are id, name, x",
                "key=phone,phone=x,id=id ~ id is mapped, but leads are matched by phone; give one of the two",
                "key=name ~ key is \"name\"; give id, email or phone",
                "mode=add ~ mode is \"add\"; give merge or replace",
                "charset=klingon ~ charset is \"klingon\", which is not an encoding; give utf-8, windows-1252 or utf-16"
            })
    void aKeyModeOrEncodingThatCannotBeIsRefused(String parameters, String message) {
        Map<String, String> given = Stream.of(parameters.split(","))
                .map(parameter -> parameter.split("="))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));

        assertThatExceptionOfType(InvalidImportException.class)
                .isThrownBy(() -> run("id,name,x\n1,Ann,2\n", CsvMapping.of(given)))
                .withMessage(message);
        assertThat(leads.count()).isZero();
    }

    @Test
    void replacingEmptiesWhatTheFileDoesNotHave() {
        run("id,name,city\n1,Ann,Pune\n", CsvMapping.DEFAULT);

        ImportResult result = run("id,name\n1,Ann\n", CsvMapping.of(Map.of("mode", "replace")));

        assertThat(result.updated()).isEqualTo(1);
        assertThat(result.file().mode()).isEqualTo("replace");
        assertThat(leads.find("1").orElseThrow().attributes().values()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "`` ~ file has no header; add a first row that names the columns",
                "name,mail ~ id has no column, and neither have email and phone; map one of them, such as id=…; there are name, mail",
                "PK\u0003\u0004zip ~ file is a spreadsheet or an archive; export it as CSV",
                "id\u0000,name ~ file contains NUL characters; save it as CSV in UTF-8, or give its encoding as charset=…",
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
                "types ~ x:money ~ types has the type \"money\"; give text, number, boolean or date",
                "types ~ x ~ types is \"x\"; write it as column:type",
                "colour ~ x ~ colour is not known; map id, name, email, phone or unsubscribed, or give types, delimiter, charset, key, mode or make_up_addresses",
                "delimiter ~ : ~ delimiter is \":\"; give a comma, a semicolon, a | or tab",
            })
    void aMappingThatDoesNotGoWithTheFileIsRefused(String parameter, String value, String message) {
        assertThatExceptionOfType(InvalidImportException.class)
                .isThrownBy(() -> run("id,name,x\n1,Ann,2\n", CsvMapping.of(Map.of(parameter, value))))
                .withMessage(message);
        assertThat(leads.count()).isZero();
    }

    @Test
    void aNulCharacterCostsItsRow() {
        ImportResult result = run("id,name\n1,A\u0000nn\n\u00002,Bob\n3,Eve\n", CsvMapping.DEFAULT);

        assertThat(result.imported()).isEqualTo(1);
        assertThat(result.errors()).extracting(RowError::line).containsExactly(2L, 3L);
    }

    @Test
    void aPreviewSaysWhatAnImportWouldDoAndStoresNothing() {
        var attributes = new InMemoryAttributes();
        var types = new AttributeTypes(attributes, leads);
        byte[] file = "E-Mail;Income ($);Note\nann@example.com;12;a\nx;1;b\nbob@example.com;n/a;a\neve@exa"
                .getBytes(StandardCharsets.UTF_8);

        ImportPreview preview =
                new CsvPreview(types, InstantSource.fixed(NOW)).of(new ByteArrayInputStream(file), CsvMapping.DEFAULT);

        assertThat(preview.rows()).isEqualTo(4);
        assertThat(preview.file().key()).isEqualTo("email");
        assertThat(preview.file().delimiter()).isEqualTo(";");
        assertThat(preview.file().columns())
                .extracting(ImportResult.Column::attribute, ImportResult.Column::type)
                .containsExactly(Tuple.tuple(null, null), Tuple.tuple("Income", "text"), Tuple.tuple("Note", "text"));
        assertThat(preview.samples())
                .containsExactly(
                        List.of("ann@example.com", "x", "bob@example.com"),
                        List.of("12", "1", "n/a"),
                        List.of("a", "b"));
        // The last row is cut off, and says nothing about the file.
        assertThat(preview.errors()).extracting(RowError::line).containsExactly(3L);
        assertThat(attributes.all()).isEmpty();
        assertThat(leads.count()).isZero();
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
