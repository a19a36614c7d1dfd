package io.minicrm.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class LeadJsonTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private final LeadJson json = new LeadJson(InstantSource.fixed(NOW), new Random(1));

    @Test
    void readsALead() {
        LeadChange lead = json.read("""
                {"id": "lead-1", "name": "Ann", "email": "a@b.c", "phone": "+1555", "unsubscribed": true,
                 "attributes": {"age": 30, "spend": 1.50e2, "vip": false, "city": "Köln", "nothing": null}}""");

        assertThat(lead)
                .isEqualTo(new LeadChange(
                        new LeadKey.ById("lead-1"),
                        "Ann",
                        "a@b.c",
                        "+1555",
                        true,
                        Attributes.of(Map.of("age", 30, "spend", new BigDecimal("150"), "vip", false, "city", "Köln")),
                        Set.of("nothing"),
                        NOW));
    }

    @Test
    void readsListsAndObjects() {
        LeadChange lead = json.read("""
                {"id": "lead-1", "attributes": {"tags": ["b", "a"], "none": [],
                 "orders": [{"title": "shoe", "price": 9.50, "sent": true, "note": null, "items": [1, [2]]}]}}""");

        assertThat(lead.attributes())
                .isEqualTo(Attributes.of(Map.of(
                        "tags",
                        List.of("b", "a"),
                        "none",
                        List.of(),
                        "orders",
                        List.of(Map.of(
                                "title",
                                "shoe",
                                "price",
                                new BigDecimal("9.5"),
                                "sent",
                                true,
                                "items",
                                List.of(1, List.of(2)))))));
        assertThat(json.read(new JsonMapper().writeValueAsString(LeadJson.write(lead.newLead("lead-1"))))
                        .newLead("lead-1"))
                .isEqualTo(lead.newLead("lead-1"));
    }

    @Test
    void aListThatIsTooLongIsRefusedAndTheNextLeadIsRead() {
        String many = "[" + "\"0123456789\",".repeat(2_000) + "0]";

        assertThat(read("[{\"attributes\": {\"o\": {\"many\": " + many + "}, \"p\": 1}}, {\"id\": \"b\"}]"))
                .extracting(item -> item.lead()
                        .map(change -> ((LeadKey.ById) change.key()).id())
                        .orElseGet(() ->
                                item.problem().field() + " " + item.problem().message()))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("attributes.o.many[")
                                .endsWith("is longer than 10000 characters as JSON; leave something out"),
                        second -> assertThat(second).isEqualTo("b"));
        assertThatExceptionOfType(InvalidLeadException.class)
                .isThrownBy(() -> Attributes.of(Map.of("o", List.of("x".repeat(6_000), "y".repeat(6_000)))))
                .withMessageStartingWith("o is longer than 10000 characters");
    }

    @Test
    void whatIsLeftOutIsNotChangedAndNullsAndBlanksClear() {
        LeadChange silent = json.read("{\"attributes\": null, \"unsubscribed\": null}");
        LeadChange clearing = json.read("""
                {"id": "a", "name": null, "email": "", "phone": "\\u00a0\\ufeff", "unsubscribed": false,
                 "attributes": {"none": null, "empty": "", "blank": " \\u200b "}}""");

        assertThat(silent)
                .isEqualTo(new LeadChange(silent.key(), null, null, null, false, Attributes.NONE, Set.of(), NOW));
        assertThat(clearing)
                .isEqualTo(new LeadChange(
                        new LeadKey.ById("a"),
                        "",
                        "",
                        "",
                        false,
                        Attributes.NONE,
                        Set.of("none", "empty", "blank"),
                        NOW));
    }

    @Test
    void anIdThatIsMissingOrNullIsGenerated() {
        assertThat(((LeadKey.ById) json.read("{\"id\": null}").key()).id()).matches("lead-[0-9a-z]{17}");
        assertThat(json.read("{}").key()).isNotEqualTo(json.read("{}").key());
    }

    @Test
    void blanksAroundAddressesAreNotPartOfThem() {
        LeadChange change =
                json.read("{\"name\": \"\\u00a0Ann \", \"email\": \" a@b.c\\ufeff\", \"phone\": \"\\t+1 5\"}");

        assertThat(change.name()).isEqualTo("Ann");
        assertThat(change.email()).isEqualTo("a@b.c");
        assertThat(change.phone()).isEqualTo("+1 5");
    }

    @Test
    void leadsCanBeMatchedByAnAddress() {
        LeadJson byEmail = json.matchedBy(LeadKey.Field.EMAIL);

        assertThat(byEmail.read("{\"email\": \" Ann@Example.COM \"}").key())
                .isEqualTo(new LeadKey.ByEmail("ann@example.com"));
        assertThat(json.matchedBy(LeadKey.Field.PHONE)
                        .read("{\"phone\": \"+49 (30) 12-34\"}")
                        .key())
                .isEqualTo(new LeadKey.ByPhone("+49301234"));
        for (String text : List.of(
                "{}",
                "{\"email\": \"\\u00a0\"}",
                "{\"email\": \"030 123\"}",
                "{\"id\": \"a\", \"email\": \"a@b.c\"}")) {
            assertThatExceptionOfType(InvalidLeadException.class).isThrownBy(() -> byEmail.read(text));
        }
    }

    @Test
    void generatedIdsSortByTime() {
        var random = new Random(2);
        assertThat(LeadId.next(NOW, random)).isLessThan(LeadId.next(NOW.plusMillis(1), random));
    }

    @Test
    void whatIsWrittenReadsAsTheSameLead() {
        Lead lead = new Lead(
                "1", "Ann", null, null, true, Attributes.of(Map.of("a", new BigDecimal("0.00001"), "b", true)), NOW);

        assertThat(json.read(new JsonMapper().writeValueAsString(LeadJson.write(lead)))
                        .newLead("1"))
                .isEqualTo(lead);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{\"age\": 30} ~ age ~ is not known; put it into \"attributes\"",
                "{\"id\": 5} ~ id ~ is not a text; put it in quotes",
                "{\"id\": \" \"} ~ id ~ is empty; give every lead an id of its own",
                "{\"name\": {\"a\": [1]}, \"x\": 1} ~ name ~ is not a text; put it in quotes",
                "{\"unsubscribed\": \"yes\"} ~ unsubscribed ~ is neither true nor false; give one of them",
                "{\"attributes\": [1]} ~ attributes ~ is not a JSON object; give it as {\"age\": 30}",
                "{\"attributes\": {\"tags\": [\"a\", null]}} ~ attributes.tags[1] ~ is null; leave it out",
                "{\"attributes\": {\"o\": {\"a\": 1, \"a\": 2}}} ~ attributes.o.a ~ is given twice; give it once",
                "{\"attributes\": {\"o\": {\"a.b\": 1}}} ~ attributes.o.a.b ~ cannot name a property; use a letter or _, then up to 63 letters, digits, spaces, - or _",
                "{\"attributes\": {\"o\": [[[[[[1]]]]]]}} ~ attributes.o[0][0][0][0][0] ~ is nested more than 5 deep",
                "{\"attributes\": {\"o\": [{\"n\": 12345678901234567890123456789012345}]}} ~ attributes.o[0].n ~ has more than 34 digits",
                "{\"attributes\": {\"a.b\": 1}} ~ attributes.a.b ~ cannot name an attribute; use a letter or _, then up to 63 letters, digits, spaces, - or _",
                "{\"attributes\": {\"a\": 1e999999999}} ~ attributes.a ~ has more than 34 digits",
                "{\"attributes\": {\"unsubscribed\": true}} ~ attributes.unsubscribed ~ has the name of a field; put it beside \"attributes\", or give it another name",
                "{\"attributes\": {\"Email\": \"x\"}} ~ attributes.Email ~ has the name of a field; put it beside \"attributes\", or give it another name",
                "{\"attributes\": {\"a\": null, \"a\": 2}} ~ attributes.a ~ is given twice; give it once",
                "{\"attributes\": {\"a\": 1, \"a\": 2}} ~ attributes.a ~ is given twice; give it once",
                "{\"id\": \"a\", \"id\": \"b\"} ~ id ~ is given twice; give it once",
                "[] ~ body ~ is not a JSON object; give a lead as {\"name\": …}",
                "{} {} ~ body ~ continues after the lead; give one JSON object",
            })
    void anInvalidLeadIsReportedWithItsField(String text, String field, String problem) {
        assertThatExceptionOfType(InvalidLeadException.class)
                .isThrownBy(() -> json.read(text))
                .satisfies(e -> assertThat(e.problem().field()).isEqualTo(field))
                .satisfies(e -> assertThat(e.problem().message()).isEqualTo(problem));
    }

    @Test
    void hostileJsonIsRefusedAndNotKept() {
        for (String text : List.of(
                "",
                "{\"name\": ",
                "{\"attributes\": {\"a\": " + "[".repeat(100_000),
                "{\"attributes\": {\"a\": " + "9".repeat(5_000) + "}}",
                "{\"attributes\": {\"a\": [" + "\"" + "x".repeat(90_000) + "\"," + "1,".repeat(100_000) + "1]}}",
                "{\"attributes\": {\"a\": {" + "\"b\": {}, ".repeat(100_000) + "\"c\": 1}}}",
                "{\"" + "n".repeat(5_000) + "\": 1}",
                "{\"name\": \"" + "x".repeat(200_000) + "\"}")) {
            assertThatExceptionOfType(InvalidLeadException.class).isThrownBy(() -> json.read(text));
        }
        var many = new StringBuilder("{\"attributes\": {\"a0\": 1");
        for (int i = 1; i < 100_000; i++) {
            many.append(",\"a").append(i).append("\": 1");
        }
        assertThatExceptionOfType(InvalidLeadException.class)
                .isThrownBy(() -> json.read(many + "}}"))
                .withMessage("attributes has more than 1000 entries");
    }

    @Test
    void anArrayIsReadItemByItem() {
        assertThat(read("[{\"id\": \"a\"},\n {\"age\": {\"b\": [1, 2]}, \"id\": \"x\"}, 5,\n\n{\"id\": \"d\"}]"))
                .extracting(
                        item -> item.lead()
                                .map(change -> ((LeadKey.ById) change.key()).id())
                                .orElseGet(() -> item.problem().field()),
                        LeadJsonStream.Item::line)
                .containsExactly(
                        Tuple.tuple("a", 1L), Tuple.tuple("age", 2L), Tuple.tuple("body", 2L), Tuple.tuple("d", 4L));
    }

    @Test
    void linesAreReadOneByOneAndAnInvalidOneDoesNotStopTheOthers() {
        assertThat(read("{\"id\": \"a\"}\n\n{\"id\": \"b\"\r\n{\"id\": 3}\n{\"id\": \"d\"}"))
                .extracting(
                        item -> item.lead()
                                .map(change -> ((LeadKey.ById) change.key()).id())
                                .orElseGet(() -> item.problem().field()),
                        LeadJsonStream.Item::line)
                .containsExactly(
                        Tuple.tuple("a", 1L), Tuple.tuple("body", 3L), Tuple.tuple("id", 4L), Tuple.tuple("d", 5L));
    }

    @Test
    void aLineWithoutEndIsRefusedWithoutBeingKept() {
        assertThat(read("{\"name\": \"" + "x".repeat(3_000_000) + "\"}\n{\"id\": \"b\"}"))
                .extracting(item -> item.lead()
                        .map(change -> ((LeadKey.ById) change.key()).id())
                        .orElseGet(() -> item.problem().message()))
                .containsExactly("is longer than 1000000 bytes; give one lead per line", "b");
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedAndNotReplaced() {
        byte[] lines = "{\"id\": \"a\"}\n{\"id\": \"b\", \"name\": \"Zoë\"}\n{\"id\": \"c\"}"
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] array = "[{\"id\": \"a\"}, {\"id\": \"b\", \"name\": \"Zoë\"}]".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(read(lines))
                .extracting(item -> item.lead()
                        .map(change -> ((LeadKey.ById) change.key()).id())
                        .orElseGet(() -> item.problem().message()))
                .containsExactly("a", "is not valid UTF-8; send it in UTF-8", "c");
        assertThat(read(array)).extracting(item -> item.lead().isPresent()).containsExactly(true, false);
        assertThat(read("{\"id\": \"a\", \"name\": \"Zo\uFFFD\"}"))
                .extracting(item -> item.lead()
                        .map(LeadChange::name)
                        .orElseGet(() -> item.problem().message()))
                .containsExactly("Zo\uFFFD");
    }

    @Test
    void anEmptyArrayHoldsNoLeadsAndAnEmptyBodyIsRefused() {
        assertThat(read(" [ ] ")).isEmpty();
        for (String empty : List.of("", " \n ")) {
            assertThatExceptionOfType(InvalidLeadException.class)
                    .isThrownBy(() -> read(empty))
                    .withMessageContaining("is empty");
        }
    }

    @Test
    void anArrayThatIsBrokenEndsThere() {
        assertThat(read("[{\"id\": \"a\"}, {\"id\": ?}, {\"id\": \"c\"}]"))
                .extracting(item -> item.lead().isPresent())
                .containsExactly(true, false);
        assertThat(read("[{\"id\": \"a\"}"))
                .hasSize(2)
                .last()
                .satisfies(item -> assertThat(item.lead()).isEmpty());
        assertThat(read("[{\"id\": \"a\"}] x")).hasSize(2);
    }

    private List<LeadJsonStream.Item> read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<LeadJsonStream.Item> read(byte[] bytes) {
        var items = new ArrayList<LeadJsonStream.Item>();
        try (var stream = new LeadJsonStream(new ByteArrayInputStream(bytes), json)) {
            while (stream.hasNext()) {
                items.add(stream.next());
            }
        }
        return items;
    }
}
