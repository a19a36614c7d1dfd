package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.lead.AttributeType;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.lead.LeadChange;
import io.minicrm.lead.LeadKey.ByEmail;
import io.minicrm.lead.LeadKey.ById;
import io.minicrm.lead.LeadKey.ByPhone;
import io.minicrm.lead.LeadPosition;
import io.minicrm.lead.LeadQuery;
import io.minicrm.lead.LeadSort;
import io.minicrm.lead.Leads;
import io.minicrm.lead.MadeUpAddress;
import io.minicrm.lead.StoreMode;
import io.minicrm.lead.Stored;
import io.minicrm.problem.FieldProblem;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void contactsAreLeadsWithoutTheirAttributes() {
        Lead ann = new Lead(
                "contact-ann",
                "Ann",
                "ann@example.com",
                "+49 30 123",
                true,
                Attributes.of(Map.of("group", "contacts", "score", 7)),
                Instant.parse("2026-11-24T12:00:00Z"));
        Lead bob = new Lead("contact-bob", null, null, null, false, Attributes.NONE, ann.createdAt());
        leads().upsert(List.of(ann, bob));

        assertThat(leads().contacts(List.of("contact-bob", "contact-nobody", "contact-ann")))
                .containsExactlyInAnyOrder(
                        new Lead(
                                ann.id(), ann.name(), ann.email(), ann.phone(), true, Attributes.NONE, ann.createdAt()),
                        bob);
        assertThat(leads().contacts(List.of())).isEmpty();
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

        assertThat(leads().upsert(List.of(lead)).imported()).isEqualTo(1);

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

        assertThat(leads().upsert(List.of(lead)).imported()).isEqualTo(1);
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
    void anUpsertReplacesTheLeadWholeButKeepsItsCreationTimeAndItsOptOut() {
        leads().upsert(List.of(
                new Lead("a", "Ann", "ann@example.com", "1", true, Attributes.of(Map.of("x", "1", "y", "2")), FIRST)));

        Stored stored = leads().upsert(
                        List.of(new Lead("a", "Anna", null, null, false, Attributes.of(Map.of("y", "3")), LATER)));

        assertThat(counts(stored)).containsExactly(0, 1, 0);
        assertThat(leads().find("a"))
                .contains(new Lead("a", "Anna", null, null, true, Attributes.of(Map.of("y", "3")), FIRST));
    }

    @Test
    void aRepeatedUpsertChangesNothing() {
        List<Lead> batch = List.of(lead("a"), lead("b"));
        leads().upsert(batch);

        assertThat(counts(leads().upsert(batch))).containsExactly(0, 0, 2);
        assertThat(leads().list(null, null, 10)).isEqualTo(batch);
    }

    @Test
    void ofTwoLeadsWithOneIdInABatchTheLaterWins() {
        Stored stored = leads().upsert(List.of(named("a", "first"), named("b", "other"), named("a", "second")));

        assertThat(counts(stored)).containsExactly(2, 1, 0);
        assertThat(leads().find("a")).contains(named("a", "second"));
    }

    @Test
    void anEmptyBatchStoresNothing() {
        assertThat(leads().upsert(List.of()).outcomes()).isEmpty();
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

        assertThat(counts(leads().upsert(batch))).containsExactly(5_000, 0, 0);
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

        assertThat(counts(leads().upsert(after))).containsExactly(1_000, 500, 0);
        assertThat(leads().count()).isEqualTo(2_000);
        assertThat(leads().find("lead-499")).map(Lead::name).contains("before");
        assertThat(leads().findAll(after.stream().map(Lead::id).toList())).containsExactlyInAnyOrderElementsOf(after);
    }

    @Test
    void aStoredLeadIsMergedAlsoAfterManyBatchesOfNewOnes() {
        List<LeadChange> stored = changes(0, 150);
        leads().store(stored, StoreMode.MERGE);
        for (int batch = 1; batch <= 3; batch++) {
            assertThat(leads().store(changes(1_000 * batch, 150), StoreMode.MERGE)
                            .imported())
                    .isEqualTo(150);
        }

        List<LeadChange> mixed = new ArrayList<>(changes(10_000, 150));
        mixed.add(new LeadChange(
                stored.getFirst().key(), "Renamed", null, null, false, Attributes.NONE, Set.of(), Instant.EPOCH));
        Stored outcome = leads().store(mixed, StoreMode.MERGE);

        assertThat(outcome.imported()).isEqualTo(150);
        assertThat(outcome.updated()).isEqualTo(1);
        Lead first = leads().find("lead-00000").orElseThrow();
        assertThat(first.name()).isEqualTo("Renamed");
        assertThat(first.email()).isEqualTo("lead-00000@example.com");
        assertThat(leads().count()).isEqualTo(750);
    }

    private static List<LeadChange> changes(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj("lead-%05d"::formatted)
                .map(id -> new LeadChange(
                        new ById(id),
                        "Ann",
                        id + "@example.com",
                        null,
                        false,
                        Attributes.NONE,
                        Set.of(),
                        Instant.EPOCH))
                .toList();
    }

    @Test
    void batchesOfTheSameLeadsAtOnceDoNotHinderEachOther() {
        List<Lead> ascending = IntStream.range(0, 1_000)
                .mapToObj(i -> named("lead-" + i, "up"))
                .toList();
        List<Lead> descending = IntStream.range(0, 1_000)
                .mapToObj(i -> named("lead-" + (999 - i), "down"))
                .toList();

        List<CompletableFuture<Stored>> calls = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> leads().upsert(i % 2 == 0 ? ascending : descending)))
                .toList();

        assertThat(calls.stream()
                        .map(CompletableFuture::join)
                        .mapToInt(Stored::imported)
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

    @ParameterizedTest
    @CsvSource({
        "id, 1 2 3 4 5",
        "name, 2 5 1 4 3",
        "-name, 3 4 1 5 2",
        "email, 1 3 4 2 5",
        "-email, 5 2 4 3 1",
        "created_at, 3 5 1 2 4",
        "-created_at, 4 2 1 5 3"
    })
    void pagesComeInTheWantedOrderWithoutGapsOrRepeats(String code, String ids) {
        leads().upsert(List.of(
                new Lead("1", "Bob", null, null, false, Attributes.NONE, FIRST.plusMillis(2)),
                new Lead("2", null, "b@example.com", null, false, Attributes.NONE, FIRST.plusMillis(2)),
                new Lead("3", "Eve", null, null, false, Attributes.NONE, FIRST),
                new Lead("4", "Bob", "a@example.com", null, false, Attributes.NONE, FIRST.plusMillis(3)),
                new Lead("5", "Ann", "b@example.com", null, false, Attributes.NONE, FIRST.plusMillis(1))));
        LeadSort sort = LeadSort.of(code).orElseThrow();
        var read = new ArrayList<String>();
        LeadPosition after = null;
        List<Lead> page;
        do {
            page = leads().list(new LeadQuery(null, sort, after, 2));
            page.forEach(lead -> read.add(lead.id()));
            after = page.isEmpty() ? null : sort.position(page.getLast());
        } while (!page.isEmpty());

        assertThat(String.join(" ", read)).isEqualTo(ids);
        assertThat(leads().list(new LeadQuery("@example.com", sort, null, 5)))
                .extracting(Lead::id)
                .containsExactlyInAnyOrder("2", "4", "5");
    }

    @Test
    void aCountEndsAtItsLimit() {
        leads().upsert(List.of(named("1", "Ann"), named("2", "Bob"), named("3", "Annabel")));

        assertThat(leads().count(null, 10)).isEqualTo(3);
        assertThat(leads().count("ann", 10)).isEqualTo(2);
        assertThat(leads().count(null, 2)).isEqualTo(2);
        assertThat(leads().count("nobody", 10)).isZero();
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
    void leadsAreCountedByAttribute() {
        leads().upsert(List.of(
                with("a", Map.of("counted", 1, "list", List.of("x", "y"))),
                with("b", Map.of("counted", 2, "object", Map.of("counted", 3))),
                lead("c")));

        assertThat(leads().attributeCounts()).isEqualTo(Map.of("counted", 2L, "list", 1L, "object", 1L));
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

    @ParameterizedTest(name = "{0}: stored {1}, the change says {2}: {3}")
    @CsvSource({
        "MERGE,, , ",
        "MERGE,, '', ",
        "MERGE,, b, b",
        "MERGE, a, , a",
        "MERGE, a, '', ",
        "MERGE, a, b, b",
        "MERGE, a, a, a",
        "REPLACE,, , ",
        "REPLACE,, '', ",
        "REPLACE,, b, b",
        "REPLACE, a, , ",
        "REPLACE, a, '', ",
        "REPLACE, a, b, b",
        "REPLACE, a, a, a"
    })
    void aChangeMakesOfEachFieldWhatTheTableSays(
            StoreMode mode, @Nullable String stored, @Nullable String given, @Nullable String expected) {
        Map<String, String> attribute = stored == null ? Map.of() : Map.of("x", stored);
        Lead before = new Lead("a", stored, stored, stored, false, Attributes.of(attribute), FIRST);
        leads().upsert(List.of(before));
        var change = new LeadChange(
                new ById("a"),
                given,
                given,
                given,
                false,
                given == null || given.isEmpty() ? Attributes.NONE : Attributes.of(Map.of("x", given)),
                given != null && given.isEmpty() ? Set.of("x") : Set.of(),
                LATER);

        Stored answer = leads().store(List.of(change), mode);

        Map<String, String> after = expected == null ? Map.of() : Map.of("x", expected);
        assertThat(leads().find("a"))
                .contains(new Lead("a", expected, expected, expected, false, Attributes.of(after), FIRST));
        assertThat(answer.outcomes())
                .containsExactly(new Stored.Outcome(
                        Objects.equals(stored, expected) ? Stored.Result.UNCHANGED : Stored.Result.UPDATED, "a", null));
        assertThat(counts(leads().store(List.of(change), mode))).containsExactly(0, 0, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "MERGE, ann@example.com,, ann@example.com",
        "MERGE,, +49 30 123,",
        "MERGE,,, a@made-up.invalid",
        "REPLACE, ann@example.com, +49 30 123, a@made-up.invalid"
    })
    void aMadeUpAddressIsMergedOnlyIntoALeadWithoutAnyAddress(
            StoreMode mode, @Nullable String email, @Nullable String phone, @Nullable String expected) {
        leads().upsert(List.of(new Lead("a", null, email, phone, false, Attributes.NONE, FIRST)));
        LeadChange made = reached("a", MadeUpAddress.of("a"), null);

        leads().store(List.of(made), mode);

        assertThat(leads().find("a").orElseThrow().email()).isEqualTo(expected);
        assertThat(counts(leads().store(List.of(made), mode))).containsExactly(0, 0, 1);
    }

    @Test
    void aMadeUpAddressGoesWhenTheLeadGetsARealOne() {
        for (String id : List.of("a", "b")) {
            leads().upsert(List.of(new Lead(id, null, MadeUpAddress.of(id), null, false, Attributes.NONE, FIRST)));
        }

        leads().store(
                        List.of(reached("a", "ann@example.com", null), reached("b", null, "+49 30 123")),
                        StoreMode.MERGE);

        assertThat(leads().find("a").orElseThrow().email()).isEqualTo("ann@example.com");
        assertThat(leads().find("b").orElseThrow().email()).isNull();
    }

    private static LeadChange reached(String id, @Nullable String email, @Nullable String phone) {
        return new LeadChange(new ById(id), null, email, phone, false, Attributes.NONE, Set.of(), LATER);
    }

    @Test
    void aMergedAttributeLeavesTheOthersAlone() {
        leads().upsert(List.of(with(
                "a",
                Map.of(
                        "kept",
                        "2012-09-04",
                        "changed",
                        1,
                        "cleared",
                        true,
                        "list",
                        List.of("x"),
                        "date",
                        "2012-09-04"))));
        var change = new LeadChange(
                new ById("a"),
                null,
                null,
                null,
                false,
                Attributes.of(Map.of("changed", 2, "new", "2013-09-04", "list", List.of("y", 1), "date", "soon")),
                Set.of("cleared", "unheard of"),
                LATER);

        leads().store(List.of(change), StoreMode.MERGE);

        assertThat(leads().find("a").orElseThrow().attributes())
                .isEqualTo(Attributes.of(Map.of(
                        "kept",
                        "2012-09-04",
                        "changed",
                        2,
                        "new",
                        "2013-09-04",
                        "list",
                        List.of("y", 1),
                        "date",
                        "soon")));
    }

    @Test
    void noSequenceOfChangesTakesBackAnOptOut() {
        leads().upsert(List.of(new Lead("a", null, "a@example.com", null, true, Attributes.NONE, FIRST)));
        var random = new Random(7);
        for (int i = 0; i < 40; i++) {
            List<LeadChange> changes = random.ints(1 + random.nextInt(4), 0, 6)
                    .mapToObj(kind -> new LeadChange(
                            kind % 2 == 0 ? new ById("a") : new ByEmail("A@example.com"),
                            kind > 2 ? "name " + kind : null,
                            null,
                            kind == 3 ? "" : "030 123",
                            false,
                            kind == 4 ? Attributes.NONE : Attributes.of(Map.of("n", kind)),
                            Set.of(),
                            LATER))
                    .toList();
            StoreMode mode = random.nextInt(8) == 0 ? StoreMode.REPLACE : StoreMode.MERGE;
            if (mode == StoreMode.REPLACE) {
                changes = changes.stream()
                        .map(change -> new LeadChange(
                                new ById("a"), "x", "a@example.com", null, false, change.attributes(), Set.of(), LATER))
                        .toList();
            }

            leads().store(changes, mode);

            assertThat(leads().find("a").orElseThrow().unsubscribed()).isTrue();
        }
        assertThat(leads().count()).isEqualTo(1);
    }

    @Test
    void anOptOutIsAddedToAStoredLeadInEveryMode() {
        for (StoreMode mode : StoreMode.values()) {
            leads().upsert(List.of(named(mode.code(), "Ann")));

            leads().store(
                            List.of(new LeadChange(
                                    new ById(mode.code()), "Ann", null, null, true, Attributes.NONE, Set.of(), LATER)),
                            mode);

            assertThat(leads().find(mode.code()).orElseThrow().unsubscribed()).isTrue();
        }
    }

    @Test
    void aLeadIsFoundByItsEmailAddressWhateverItsCase() {
        leads().upsert(List.of(
                new Lead("young", null, "ann@example.com", null, false, Attributes.NONE, LATER),
                new Lead("old-2", null, "Ann@Example.com", "1", false, Attributes.NONE, FIRST),
                new Lead("old-1", null, "ANN@example.com", "1", false, Attributes.NONE, FIRST),
                new Lead("other", null, "bob@example.com", null, false, Attributes.NONE, FIRST)));

        Stored stored = leads().store(List.of(byEmail("aNN@example.COM", "Ann")), StoreMode.MERGE);

        assertThat(stored.outcomes()).containsExactly(new Stored.Outcome(Stored.Result.UPDATED, "old-1", null));
        assertThat(leads().find("old-1"))
                .contains(new Lead("old-1", "Ann", "ANN@example.com", "1", false, Attributes.NONE, FIRST));
        assertThat(leads().count()).isEqualTo(4);
    }

    @Test
    void aLeadIsFoundByTheDigitsOfItsPhoneNumber() {
        leads().upsert(List.of(
                new Lead("plus", null, null, "+49 (30) 12-34", false, Attributes.NONE, FIRST),
                new Lead("none", null, null, "49 30 1234", false, Attributes.NONE, FIRST)));

        Stored stored = leads().store(
                        List.of(
                                byPhone("tel: +49301234", "Ann"),
                                byPhone("(49)30-1234", "Bob"),
                                byPhone("0049 30 1234", "C")),
                        StoreMode.MERGE);

        assertThat(counts(stored)).containsExactly(1, 2, 0);
        assertThat(leads().find("plus")).map(Lead::name).contains("Ann");
        assertThat(leads().find("none")).map(Lead::name).contains("Bob");
    }

    @Test
    void changesWithOneNewAddressMakeOneLeadAlsoInLaterBatches() {
        Stored stored = leads().store(
                        List.of(
                                byEmail("Ann@example.com", "Ann"),
                                byEmail("ann@EXAMPLE.com", "Anna"),
                                byEmail("ann@example.com", "Anna")),
                        StoreMode.MERGE);
        String id = stored.outcomes().getFirst().leadId();

        assertThat(stored.outcomes())
                .containsExactly(
                        new Stored.Outcome(Stored.Result.IMPORTED, id, null),
                        new Stored.Outcome(Stored.Result.UPDATED, id, null),
                        new Stored.Outcome(Stored.Result.UNCHANGED, id, null));
        assertThat(leads().list(null, null, 10))
                .containsExactly(new Lead(id, "Anna", "Ann@example.com", null, false, Attributes.NONE, LATER));
        assertThat(counts(leads().store(List.of(byEmail("ann@example.com", "Anna")), StoreMode.REPLACE)))
                .containsExactly(0, 0, 1);
    }

    @Test
    void aLeadThatHasAnotherAddressNowIsNotTakenForTheOneOfItsOldAddress() {
        String id = leads().store(List.of(byEmail("old@example.com", "Ann")), StoreMode.MERGE)
                .outcomes()
                .getFirst()
                .leadId();
        leads().upsert(List.of(new Lead(id, "Ann", "new@example.com", null, false, Attributes.NONE, FIRST)));

        Stored stored = leads().store(
                        List.of(byEmail("old@example.com", "Bob"), byEmail("new@example.com", "Anna")),
                        StoreMode.MERGE);

        assertThat(counts(stored)).containsExactly(1, 1, 0);
        assertThat(leads().find(id)).map(Lead::name).contains("Anna");
        assertThat(leads().list("old@example.com", null, 10))
                .extracting(Lead::name)
                .containsExactly("Bob");
    }

    @Test
    void importsOfTheSameNewAddressesAtOnceMakeEachLeadOnce() {
        List<LeadChange> changes = IntStream.range(0, 300)
                .mapToObj(i -> byEmail("lead%d@example.com".formatted(i), "Lead"))
                .toList();
        List<CompletableFuture<Stored>> calls = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> leads().store(i % 2 == 0 ? changes : changes.reversed(), StoreMode.MERGE)))
                .toList();

        assertThat(calls.stream()
                        .map(CompletableFuture::join)
                        .mapToInt(Stored::imported)
                        .sum())
                .isEqualTo(300);
        assertThat(leads().count()).isEqualTo(300);
    }

    @Test
    void changesOfOneLeadAtOnceAreAllMade() {
        leads().upsert(List.of(lead("a")));
        List<CompletableFuture<Stored>> calls = IntStream.range(0, 12)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> leads().store(
                                List.of(new LeadChange(
                                        new ById("a"),
                                        null,
                                        null,
                                        null,
                                        i == 3,
                                        Attributes.of(Map.of("at once " + i, i)),
                                        Set.of(),
                                        LATER)),
                                StoreMode.MERGE)))
                .toList();
        calls.forEach(CompletableFuture::join);

        Lead after = leads().find("a").orElseThrow();
        assertThat(after.attributes().values()).hasSize(12);
        assertThat(after.unsubscribed()).isTrue();
    }

    @Test
    void aChangeThatMakesALeadTooLargeIsRejectedAlone() {
        leads().upsert(List.of(with("a", texts("stored", 4)), lead("b")));

        Stored stored = leads().store(
                        List.of(
                                LeadChange.of(named("b", "Bob")),
                                LeadChange.of(with("a", texts("given", 3))),
                                LeadChange.of(named("a", "Ann"))),
                        StoreMode.MERGE);

        assertThat(stored.outcomes())
                .extracting(Stored.Outcome::result)
                .containsExactly(Stored.Result.UPDATED, Stored.Result.REJECTED, Stored.Result.UPDATED);
        assertThat(stored.outcomes().get(1).problem())
                .isEqualTo(new FieldProblem("attributes", "have 70046 bytes; the limit is 65536 for one lead"));
        assertThat(leads().find("a"))
                .contains(new Lead("a", "Ann", null, null, false, Attributes.of(texts("stored", 4)), FIRST));
    }

    private static Map<String, String> texts(String name, int count) {
        var texts = new TreeMap<String, String>();
        IntStream.range(0, count).forEach(i -> texts.put(name + i, "x".repeat(10_000)));
        return texts;
    }

    private static LeadChange byEmail(String email, String name) {
        return new LeadChange(new ByEmail(email), name, email, null, false, Attributes.NONE, Set.of(), LATER);
    }

    private static LeadChange byPhone(String phone, String name) {
        String digits = phone.replace("tel: ", "");
        return new LeadChange(new ByPhone(digits), name, null, digits, false, Attributes.NONE, Set.of(), LATER);
    }

    private static List<Integer> counts(Stored stored) {
        return List.of(stored.imported(), stored.updated(), stored.unchanged());
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
