package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.lead.AttributeType;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.lead.Leads;
import io.minicrm.lead.Leads.Upserted;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The behaviour of every store of leads. */
public abstract class LeadsContract {

    private static final Instant FIRST = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Instant LATER = Instant.parse("2026-05-06T07:08:09.012Z");

    /** The leads under test; the same in all calls of one test. */
    protected abstract Leads leads();

    /** Ids in the order of pages: more than four, fewer than nine. */
    protected List<String> idsByCodePoint() {
        // U+FF5E is one UTF-16 unit above all surrogates, yet its code point is below that of the emoji.
        return List.of("B", "a", "a-1", "ä", "～", "😀");
    }

    @BeforeEach
    void deleteAllLeads() {
        leads().list(null, null, Integer.MAX_VALUE).forEach(lead -> leads().delete(lead.id()));
    }

    @Test
    void aStoredLeadIsReadBackUnchanged() {
        Lead lead = new Lead(
                "ключ-😀-1",
                "O'Brien \"the\" \\ 100%_",
                "a@example.com",
                "+49 30 1",
                true,
                Attributes.of(Map.of(
                        "größe 1",
                        new BigDecimal("12345678901234567890.123456789"),
                        "tiny",
                        new BigDecimal("0.0000000001"),
                        "text",
                        "😀 ' \" \\ \n %",
                        "empty",
                        "",
                        "flag",
                        false)),
                FIRST);

        assertThat(leads().upsert(List.of(lead))).isEqualTo(new Upserted(1, 0));

        assertThat(leads().find(lead.id())).contains(lead);
    }

    @Test
    void theWidestNumbersComeBackToTheLastDigit() {
        List<Lead> widest = Stream.of(
                        "9999999999999999999999999999999999",
                        "-0.9999999999999999999999999999999999",
                        "1234567890123456789012345678901234e34",
                        "1e-34")
                .map(number -> with(number, Map.of("number", new BigDecimal(number))))
                .toList();

        leads().upsert(widest);

        assertThat(leads().list(null, null, 10)).containsExactlyInAnyOrderElementsOf(widest);
    }

    @Test
    void listsAndObjectsComeBackUnchangedAndTheirTypesAreRemembered() {
        Map<String, Object> order = Map.of(
                "title",
                "shoe 😀 'x' \\ \"",
                "price",
                new BigDecimal("1234567890123456789012345678901234"),
                "sent",
                true,
                "items",
                List.of(List.of(1, "2012-09-04"), Map.of("a-b", "")));
        Lead lead = with(
                "structured", Map.of("kinds tags", List.of("b", "a"), "kinds none", List.of(), "kinds order", order));
        List<Lead> many = IntStream.range(0, 150)
                .mapToObj(i -> with("many-" + i, Map.of("kinds orders", List.of(order, i))))
                .toList();

        assertThat(leads().upsert(List.of(lead))).isEqualTo(new Upserted(1, 0));
        leads().upsert(many);

        assertThat(leads().find("structured")).contains(lead);
        assertThat(leads().findAll(many.stream().map(Lead::id).toList())).containsExactlyInAnyOrderElementsOf(many);
        assertThat(leads().attributeTypes())
                .containsEntry("kinds tags", Set.of(AttributeType.LIST))
                .containsEntry("kinds none", Set.of(AttributeType.LIST))
                .containsEntry("kinds order", Set.of(AttributeType.OBJECT));
    }

    @Test
    void aLeadWithOnlyAnIdIsReadBackUnchanged() {
        leads().upsert(List.of(lead("bare")));

        assertThat(leads().find("bare")).contains(lead("bare"));
    }

    @Test
    void anUnknownLeadIsNotFound() {
        assertThat(leads().find("nobody")).isEmpty();
        assertThat(leads().findAll(List.of("nobody"))).isEmpty();
        assertThat(leads().findAll(List.of())).isEmpty();
        assertThat(leads().delete("nobody")).isFalse();
    }

    @Test
    void anUpsertReplacesTheLeadWholeButKeepsItsCreationTime() {
        leads().upsert(List.of(
                new Lead("a", "Ann", "ann@example.com", "1", true, Attributes.of(Map.of("x", "1", "y", "2")), FIRST)));

        Upserted upserted = leads().upsert(
                        List.of(new Lead("a", "Anna", null, null, false, Attributes.of(Map.of("y", "3")), LATER)));

        assertThat(upserted).isEqualTo(new Upserted(0, 1));
        assertThat(leads().find("a"))
                .contains(new Lead("a", "Anna", null, null, false, Attributes.of(Map.of("y", "3")), FIRST));
    }

    @Test
    void aRepeatedUpsertCountsAsUpdatesAndChangesNothing() {
        List<Lead> batch = List.of(lead("a"), lead("b"));
        leads().upsert(batch);

        assertThat(leads().upsert(batch)).isEqualTo(new Upserted(0, 2));
        assertThat(leads().list(null, null, 10)).isEqualTo(batch);
    }

    @Test
    void ofTwoLeadsWithOneIdInABatchTheLaterWins() {
        Upserted upserted = leads().upsert(List.of(named("a", "first"), named("b", "other"), named("a", "second")));

        assertThat(upserted).isEqualTo(new Upserted(2, 0));
        assertThat(leads().find("a")).contains(named("a", "second"));
    }

    @Test
    void anEmptyBatchStoresNothing() {
        assertThat(leads().upsert(List.of())).isEqualTo(new Upserted(0, 0));
        assertThat(leads().count()).isZero();
    }

    @Test
    void thousandsOfLeadsStoredInOneCallComeBackAsTheyWere() {
        List<Lead> batch = IntStream.range(0, 5_000)
                .mapToObj(i -> new Lead(
                        "ключ-😀-" + i,
                        i % 2 == 0 ? null : "O'Brien \t \\N \"the\" \n 李 😀 " + i,
                        i % 3 == 0 ? null : "a" + i + "@example.com",
                        i % 5 == 0 ? null : "",
                        i % 7 == 0,
                        i % 11 == 0
                                ? Attributes.NONE
                                : Attributes.of(Map.of(
                                        "größe 1",
                                        "\\ \" \u0001 李 😀".repeat(i % 100),
                                        "number",
                                        BigDecimal.valueOf(i - 500L, i % 34),
                                        "flag",
                                        i % 2 == 0)),
                        // Back to the year 657.
                        FIRST.minus(100L * i, ChronoUnit.DAYS)))
                .toList();

        assertThat(leads().upsert(batch)).isEqualTo(new Upserted(5_000, 0));
        assertThat(leads().count()).isEqualTo(5_000);
        assertThat(leads().findAll(batch.stream().map(Lead::id).toList())).containsExactlyInAnyOrderElementsOf(batch);
    }

    @Test
    void manyNewLeadsAmongStoredOnesAreAddedAndTheOthersReplaced() {
        List<Lead> before = IntStream.range(0, 1_000)
                .mapToObj(i -> named("lead-" + i, "before"))
                .toList();
        List<Lead> after = IntStream.range(500, 2_000)
                .mapToObj(i -> named("lead-" + i, "after"))
                .toList();
        leads().upsert(before);

        assertThat(leads().upsert(after)).isEqualTo(new Upserted(1_000, 500));
        assertThat(leads().count()).isEqualTo(2_000);
        assertThat(leads().find("lead-499")).map(Lead::name).contains("before");
        assertThat(leads().findAll(after.stream().map(Lead::id).toList())).containsExactlyInAnyOrderElementsOf(after);
    }

    @Test
    void batchesOfTheSameLeadsAtOnceDoNotHinderEachOther() {
        List<Lead> ascending = IntStream.range(0, 1_000)
                .mapToObj(i -> named("lead-" + i, "up"))
                .toList();
        List<Lead> descending = IntStream.range(0, 1_000)
                .mapToObj(i -> named("lead-" + (999 - i), "down"))
                .toList();

        List<CompletableFuture<Upserted>> calls = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> leads().upsert(i % 2 == 0 ? ascending : descending)))
                .toList();

        assertThat(calls.stream()
                        .map(CompletableFuture::join)
                        .mapToInt(Upserted::imported)
                        .sum())
                .isEqualTo(1_000);
        assertThat(leads().count()).isEqualTo(1_000);
    }

    @Test
    void aDeletedLeadIsGone() {
        leads().upsert(List.of(lead("a"), lead("b")));

        assertThat(leads().delete("a")).isTrue();

        assertThat(leads().findAll(List.of("a", "b"))).containsExactly(lead("b"));
    }

    @Test
    void pagesComeInOrderOfIdByCodePoint() {
        List<String> ids = idsByCodePoint();
        leads().upsert(ids.reversed().stream().map(LeadsContract::lead).toList());

        assertThat(leads().list(null, null, 4)).extracting(Lead::id).isEqualTo(ids.subList(0, 4));
        assertThat(leads().list(null, ids.get(3), 4)).extracting(Lead::id).isEqualTo(ids.subList(4, ids.size()));
        assertThat(leads().list(null, ids.getLast(), 4)).isEmpty();
    }

    @Test
    void aSearchLooksIntoIdNameEmailAndPhoneIgnoringCase() {
        leads().upsert(List.of(
                named("1-Ärger", "x"),
                named("2", "viel ÄRGER"),
                new Lead("3", null, "ärger@example.com", null, false, Attributes.NONE, FIRST),
                new Lead("4", null, null, "tel:ärger", false, Attributes.NONE, FIRST),
                new Lead("5", "arger", null, null, false, Attributes.of(Map.of("a", "ärger")), FIRST)));

        assertThat(leads().list("ärGER", null, 10)).extracting(Lead::id).containsExactly("1-Ärger", "2", "3", "4");
        assertThat(leads().list("ärGER", "2", 1)).extracting(Lead::id).containsExactly("3");
    }

    @Test
    void aSearchTakesEveryCharacterForItself() {
        leads().upsert(List.of(named("1", "100%"), named("2", "100"), named("3", "a_b"), named("4", "a\\b")));

        assertThat(leads().list("%", null, 10)).extracting(Lead::id).containsExactly("1");
        assertThat(leads().list("_", null, 10)).extracting(Lead::id).containsExactly("3");
        assertThat(leads().list("\\", null, 10)).extracting(Lead::id).containsExactly("4");
    }

    @Test
    void theTypesOfAttributesAreRemembered() {
        leads().upsert(List.of(
                with("a", Map.of("types seen", "text", "types number", 1)),
                with("b", Map.of("types seen", "2012-09-04", "types flag", true)),
                with("c", Map.of("types seen", new BigDecimal("1.5")))));
        leads().upsert(List.of(with("a", Map.of("types later", "2012-09-04T10:15:30Z"))));

        assertThat(leads().attributeTypes())
                .containsEntry("types seen", Set.of(AttributeType.TEXT, AttributeType.DATE, AttributeType.NUMBER))
                .containsEntry("types number", Set.of(AttributeType.NUMBER))
                .containsEntry("types flag", Set.of(AttributeType.BOOLEAN))
                .containsEntry("types later", Set.of(AttributeType.DATE));
    }

    private static Lead lead(String id) {
        return new Lead(id, null, null, null, false, Attributes.NONE, FIRST);
    }

    private static Lead named(String id, String name) {
        return new Lead(id, name, null, null, false, Attributes.NONE, FIRST);
    }

    private static Lead with(String id, Map<String, ?> attributes) {
        return new Lead(id, null, null, null, false, Attributes.of(attributes), FIRST);
    }
}
