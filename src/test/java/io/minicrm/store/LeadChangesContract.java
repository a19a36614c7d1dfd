package io.minicrm.store;

import static io.minicrm.store.GivenLeads.FIRST;
import static io.minicrm.store.GivenLeads.LATER;
import static io.minicrm.store.GivenLeads.counts;
import static io.minicrm.store.GivenLeads.lead;
import static io.minicrm.store.GivenLeads.named;
import static io.minicrm.store.GivenLeads.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.lead.LeadChange;
import io.minicrm.lead.LeadKey.ByEmail;
import io.minicrm.lead.LeadKey.ById;
import io.minicrm.lead.LeadKey.ByPhone;
import io.minicrm.lead.Leads;
import io.minicrm.lead.MadeUpAddress;
import io.minicrm.lead.StoreMode;
import io.minicrm.lead.Stored;
import io.minicrm.problem.FieldProblem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every store of leads makes of a change: merging, opt-outs, leads found by an address. */
public abstract class LeadChangesContract {

    /** The leads under test; the same in all calls of one test. */
    protected abstract Leads leads();

    @BeforeEach
    void deleteAllLeads() {
        leads().list(null, null, Integer.MAX_VALUE).forEach(lead -> leads().delete(lead.id()));
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
}
