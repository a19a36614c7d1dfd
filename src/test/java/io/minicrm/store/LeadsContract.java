package io.minicrm.store;

import static io.minicrm.store.GivenLeads.FIRST;
import static io.minicrm.store.GivenLeads.LATER;
import static io.minicrm.store.GivenLeads.counts;
import static io.minicrm.store.GivenLeads.lead;
import static io.minicrm.store.GivenLeads.named;
import static io.minicrm.store.GivenLeads.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.lead.AttributeType;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.lead.Leads;
import io.minicrm.lead.Stored;
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

/** How every store of leads keeps and returns them. */
public abstract class LeadsContract {

    /** The leads under test; the same in all calls of one test. */
    protected abstract Leads leads();

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
}
