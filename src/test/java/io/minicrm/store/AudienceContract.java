package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.lead.AttributeType;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.lead.Leads;
import io.minicrm.segment.Audience;
import io.minicrm.segment.CalendarPeriod;
import io.minicrm.segment.Field;
import io.minicrm.segment.FieldValues;
import io.minicrm.segment.Operator;
import io.minicrm.segment.Rule;
import io.minicrm.segment.RuleJson;
import io.minicrm.segment.RuleValue;
import io.minicrm.segment.Unasked;
import java.math.BigDecimal;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The behaviour of every store's audience. */
public abstract class AudienceContract {

    private static final ZonedDateTime NOW = ZonedDateTime.parse("2026-11-24T12:00:00Z");
    private static final Rule EVERYBODY = new Rule.Group(Rule.Combinator.AND, false, List.of());
    private static final Rule NOBODY = new Rule.Group(Rule.Combinator.OR, false, List.of());

    /** The audience under test; the same in all calls of one test. */
    protected abstract Audience audience();

    /** The leads that the audience is read from. */
    protected abstract Leads leads();

    @BeforeEach
    void deleteAllLeads() {
        leads().list(null, null, Integer.MAX_VALUE).forEach(lead -> leads().delete(lead.id()));
    }

    @Test
    void nobodyIsPickedOutOfNoLeads() {
        assertThat(audience().count(EVERYBODY, NOW)).isZero();
        assertThat(audience().preview(EVERYBODY, NOW, 10)).isEqualTo(new Audience.Preview(0, List.of(), List.of()));
        assertThat(pages(EVERYBODY)).isEmpty();
    }

    @Test
    void countPreviewAndReadingPickTheSameLeads() {
        leads().upsert(List.of(
                lead("a", 1500, "2026-11-01"), lead("b", 500, "2026-11-02"), lead("c", 2000, "2025-01-01")));
        Rule rich = new Rule.Compare(
                Field.of("total_spend"), Operator.Order.GREATER, RuleValue.of(BigDecimal.valueOf(1000)));
        Rule recent = new Rule.Aged(Field.of("joined"), Operator.Age.WITHIN_LAST, CalendarPeriod.parse("P90D"));
        Rule both = new Rule.Group(Rule.Combinator.AND, false, List.of(rich, recent));

        assertThat(audience().count(rich, NOW)).isEqualTo(2);
        assertThat(audience().count(both, NOW)).isEqualTo(1);
        assertThat(audience().preview(rich, NOW, 10))
                .isEqualTo(new Audience.Preview(
                        2, List.of(lead("a", 1500, "2026-11-01"), lead("c", 2000, "2025-01-01")), List.of()));
        assertThat(pages(rich)).containsExactly(List.of("a", "c"));
        assertThat(pages(NOBODY)).isEmpty();
    }

    @Test
    void pagesContinueAfterTheLastIdWithoutGapsOrRepetitions() {
        leads().upsert(IntStream.range(0, 7)
                .mapToObj(number -> lead("p" + number, number, "2026-11-01"))
                .toList());
        Rule some =
                new Rule.Compare(Field.of("total_spend"), Operator.Order.GREATER, RuleValue.of(BigDecimal.valueOf(1)));
        var seen = new ArrayList<String>();
        String after = null;
        List<Lead> page;
        do {
            page = audience().page(some, NOW, after, 2);
            page.forEach(lead -> seen.add(lead.id()));
            after = seen.getLast();
        } while (page.size() == 2);

        assertThat(seen).containsExactly("p2", "p3", "p4", "p5", "p6");
        assertThat(audience().page(NOBODY, NOW, null, 2)).isEmpty();
        assertThat(audience().page(EVERYBODY, NOW, "p5", 9)).containsExactly(lead("p6", 6, "2026-11-01"));
    }

    @Test
    void theValuesOfAFieldAreCountedWithTheirRange() {
        leads().upsert(List.of(
                with("a", Map.of("city", "Pune", "age", BigDecimal.TEN, "joined", "2026-01-02")),
                with("b", Map.of("city", "Goa", "age", new BigDecimal("2.50"), "joined", "2025-03-04T10:00:00Z")),
                with("c", Map.of("city", "Pune", "vip", true)),
                with("d", Map.of("city", List.of("Pune"), "age", "unknown")),
                with("e", Map.of())));

        assertThat(FieldValues.of(audience(), Field.of("city"), "", 10))
                .isEqualTo(new FieldValues(
                        5,
                        true,
                        4,
                        null,
                        null,
                        List.of(new FieldValues.Occurrence("Pune", 2), new FieldValues.Occurrence("Goa", 1))));
        FieldValues ages = FieldValues.of(audience(), Field.of("age"), "", 1);
        assertThat(ages.min()).isEqualTo(new BigDecimal("2.5"));
        assertThat(ages.max()).isEqualTo(new BigDecimal("1E+1"));
        assertThat(ages.top()).hasSize(1);
        FieldValues joined = FieldValues.of(audience(), Field.of("joined"), "", 10);
        assertThat(joined.min()).isEqualTo("2025-03-04T10:00:00Z");
        assertThat(joined.max()).isEqualTo("2026-01-02");
        assertThat(FieldValues.of(audience(), Field.of("city"), "GO", 10).top())
                .containsExactly(new FieldValues.Occurrence("Goa", 1));
        assertThat(FieldValues.of(audience(), Field.of("unsubscribed"), "", 10).top())
                .containsExactly(new FieldValues.Occurrence(false, 5));
        assertThat(FieldValues.of(audience(), Field.of("created_at"), "", 10).min())
                .isEqualTo(NOW.toInstant().toString());
        assertThat(FieldValues.of(audience(), Field.of("id"), "", 10).withValue())
                .isEqualTo(5);
        assertThat(FieldValues.of(audience(), Field.of("nobody_has"), "", 10).withValue())
                .isZero();
    }

    @Test
    void aPreviewSaysOfHowManyLeadsAConditionCannotBeAsked() {
        leads().upsert(List.of(
                with("a", Map.of("age", BigDecimal.TEN, "joined", "2026-11-01")),
                with("b", Map.of("age", "ten", "joined", "soon")),
                with("c", Map.of("age", BigDecimal.ONE, "vip", true)),
                with("d", Map.of()),
                with("e", Map.of())));
        Rule age = new Rule.Compare(Field.of("age"), Operator.Order.NOT_EQUAL, RuleValue.of(BigDecimal.TEN));
        Rule recent = new Rule.Aged(Field.of("joined"), Operator.Age.OLDER_THAN, CalendarPeriod.parse("P1D"));
        Rule text = new Rule.Match(Field.of("age"), Operator.Text.DOES_NOT_CONTAIN, "x");
        Rule vip = new Rule.OneOf(Field.of("vip"), Operator.Membership.NOT_IN, List.of(RuleValue.of(false)));
        Rule name = new Rule.Compare(Field.of("name"), Operator.Order.NOT_EQUAL, RuleValue.of("x"));
        Rule id = new Rule.Compare(Field.of("id"), Operator.Order.NOT_EQUAL, RuleValue.of("x"));
        Rule absent = new Rule.Exists(Field.of("nobody_has"), Operator.Presence.NULL);

        for (int limit : List.of(1, 10)) {
            assertThat(audience().preview(age, NOW, limit).count()).isEqualTo(1);
            assertThat(audience()
                            .preview(
                                    new Rule.Group(
                                            Rule.Combinator.OR,
                                            true,
                                            List.of(age, recent, text, vip, name, id, absent, age)),
                                    NOW,
                                    limit)
                            .unasked())
                    .containsExactly(
                            new Unasked(Field.of("age"), AttributeType.NUMBER, 2, 1),
                            new Unasked(Field.of("joined"), AttributeType.DATE, 3, 1),
                            new Unasked(Field.of("age"), AttributeType.TEXT, 2, 2),
                            new Unasked(Field.of("vip"), AttributeType.BOOLEAN, 4, 0),
                            new Unasked(Field.of("name"), AttributeType.TEXT, 5, 0));
        }
    }

    /** Also the moment after the first lead with another type of value. */
    @Test
    void theTypesOfAnAttributeThatHasOneAreNotCounted() {
        leads().upsert(List.of(
                with("a", Map.of("one_number", BigDecimal.TEN, "one_date", "2026-11-01", "one_flag", true)),
                with("b", Map.of("one_number", BigDecimal.ONE, "one_date", "2026-11-02", "one_text", "x"))));
        Rule rule = new Rule.Group(
                Rule.Combinator.OR,
                false,
                List.of(
                        new Rule.Compare(Field.of("one_number"), Operator.Order.EQUAL, RuleValue.of(BigDecimal.TEN)),
                        new Rule.Aged(Field.of("one_date"), Operator.Age.OLDER_THAN, CalendarPeriod.parse("P1D")),
                        new Rule.Match(Field.of("one_date"), Operator.Text.CONTAINS, "2026"),
                        new Rule.Compare(Field.of("one_flag"), Operator.Order.EQUAL, RuleValue.of(true)),
                        new Rule.Match(Field.of("one_text"), Operator.Text.BEGINS_WITH, "x"),
                        new Rule.Match(Field.of("never_stored"), Operator.Text.BEGINS_WITH, "x")));

        for (int limit : List.of(1, 10)) {
            assertThat(audience().preview(rule, NOW, limit).unasked())
                    .containsExactly(
                            new Unasked(Field.of("one_flag"), AttributeType.BOOLEAN, 1, 0),
                            new Unasked(Field.of("one_text"), AttributeType.TEXT, 1, 0),
                            new Unasked(Field.of("never_stored"), AttributeType.TEXT, 2, 0));
        }

        leads().upsert(List.of(with(
                "c", Map.of("one_number", "ten", "one_date", "soon", "one_flag", "2026-11-01", "one_text", true))));

        for (int limit : List.of(1, 10)) {
            assertThat(audience().preview(rule, NOW, limit).unasked())
                    .containsExactly(
                            new Unasked(Field.of("one_number"), AttributeType.NUMBER, 0, 1),
                            new Unasked(Field.of("one_date"), AttributeType.DATE, 0, 1),
                            new Unasked(Field.of("one_flag"), AttributeType.BOOLEAN, 1, 1),
                            new Unasked(Field.of("one_text"), AttributeType.TEXT, 1, 1),
                            new Unasked(Field.of("never_stored"), AttributeType.TEXT, 3, 0));
        }
    }

    private static Lead with(String id, Map<String, Object> attributes) {
        return new Lead(id, null, null, null, false, Attributes.of(attributes), NOW.toInstant());
    }

    @Test
    void aSampleIsTheFirstLeadsById() {
        leads().upsert(List.of(lead("b", 1, ""), lead("ä", 1, ""), lead("a", 1, ""), lead("C", 1, "")));

        Audience.Preview preview = audience().preview(EVERYBODY, NOW, 3);

        assertThat(preview.count()).isEqualTo(4);
        assertThat(preview.sample()).extracting(Lead::id).containsExactly("C", "a", "b");
    }

    /** Even if they come far behind the others. */
    @Test
    void aPreviewFindsTheOnlyOnesAmongMany() {
        List<Lead> leads = new ArrayList<>(IntStream.range(0, 12_345)
                .mapToObj(i -> lead("lead-%05d".formatted(i), 1, ""))
                .toList());
        leads.set(9, lead("lead-00009", 7, ""));
        leads.set(11_001, lead("lead-11001", 7, ""));
        leads.set(12_344, lead("lead-12344", 7, ""));
        leads().upsert(leads);
        Rule seven =
                new Rule.Compare(Field.of("total_spend"), Operator.Order.EQUAL, RuleValue.of(BigDecimal.valueOf(7)));

        assertThat(audience().preview(seven, NOW, 1))
                .isEqualTo(new Audience.Preview(3, List.of(leads.get(9)), List.of()));
        assertThat(audience().preview(seven, NOW, 2))
                .isEqualTo(new Audience.Preview(3, List.of(leads.get(9), leads.get(11_001)), List.of()));
        assertThat(audience().preview(seven, NOW, 10))
                .isEqualTo(new Audience.Preview(
                        3, List.of(leads.get(9), leads.get(11_001), leads.get(12_344)), List.of()));
    }

    @Test
    void aLargeAudienceComesInPagesInOrderOfIdEachLeadOnce() {
        List<String> ids =
                IntStream.range(0, 12_345).mapToObj("lead-%05d"::formatted).toList();
        leads().upsert(ids.stream().map(id -> lead(id, 1, "")).toList());

        List<List<String>> pages = pages(EVERYBODY);

        assertThat(pages).hasSizeGreaterThan(1).noneMatch(List::isEmpty);
        assertThat(pages.stream().flatMap(List::stream)).containsExactlyElementsOf(ids);
    }

    @Test
    void leadsStoredOrDeletedDuringTheReadingDoNotChangeIt() {
        List<String> ids =
                IntStream.range(0, 12_345).mapToObj("lead-%05d"::formatted).toList();
        leads().upsert(ids.stream().map(id -> lead(id, 1, "")).toList());
        var read = new ArrayList<String>();

        audience().read(EVERYBODY, NOW, page -> {
            if (read.isEmpty()) {
                leads().upsert(List.of(lead("lead-99999", 1, "")));
                leads().delete("lead-12344");
            }
            read.addAll(page);
        });

        assertThat(read).isEqualTo(ids);
        assertThat(leads().find("lead-99999")).isPresent();
    }

    @Test
    void whatThePagesThrowEndsTheReading() {
        leads().upsert(List.of(lead("a", 1, "")));

        assertThatThrownBy(() -> audience().read(EVERYBODY, NOW, page -> {
                    throw new IllegalStateException("enough");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("enough");
        assertThat(audience().count(EVERYBODY, NOW)).isEqualTo(1);
    }

    @Test
    void leadsWithTheAddressOfAnotherAreReadWithItToo() {
        leads().upsert(List.of(
                addressed("a", "Ann@Example.com", null, false),
                addressed("b", "ann@example.COM", "+49 30 1", false),
                addressed("c", "bob@example.com", null, false),
                addressed("d", null, "+49 (30) 123-45", false),
                addressed("e", null, "+493012345", false),
                // The number of a lead that gets e-mail is not its address.
                addressed("f", "eve@example.com", "+493012345", false),
                addressed("g", null, null, false),
                addressed("h", null, null, false),
                addressed("i", "ÄNNE@example.com", null, false),
                addressed("j", "änne@example.com", null, true),
                addressed("k", "änne@example.com", null, false)));

        var read = new ArrayList<String>();
        var duplicates = new ArrayList<String>();
        audience().readWithDuplicates(EVERYBODY, NOW, read::addAll, duplicates::addAll);

        assertThat(read).containsExactly("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k");
        // Of three with one address, the one that has opted out is kept: nobody writes to that address.
        assertThat(duplicates).containsExactlyInAnyOrder("b", "e", "i", "k");
    }

    @Test
    void onlyLeadsOfTheSameAudienceAreDuplicates() {
        leads().upsert(List.of(
                addressed("a", "ann@example.com", null, false),
                addressed("b", "ann@example.com", null, false),
                addressed("c", "ann@example.com", null, false)));
        var duplicates = new ArrayList<String>();

        audience()
                .readWithDuplicates(
                        new Rule.Group(Rule.Combinator.AND, true, List.of(RuleJson.read("""
                                        {"combinator": "and", "rules": [{"field": "id", "operator": "=", "value": "a"}]}"""))),
                        NOW,
                        page -> {},
                        duplicates::addAll);

        assertThat(duplicates).containsExactly("c");
    }

    @Test
    void whatCannotBeAnAddressMakesNoDuplicates() {
        leads().upsert(List.of(
                addressed("a", "n/a", "+1 555 1", false),
                addressed("b", "n/a", "+1 555 2", false),
                addressed("c", "none", "+1 555 2", false),
                addressed("d", "n/a", null, false),
                addressed("e", "n/a", null, false)));
        var duplicates = new ArrayList<String>();

        audience().readWithDuplicates(EVERYBODY, NOW, page -> {}, duplicates::addAll);

        assertThat(duplicates).containsExactly("c");
    }

    @Test
    void anyNumberOfDuplicatesComesInPagesAfterTheLastLead() {
        leads().upsert(IntStream.range(0, 12_345)
                .mapToObj(i -> addressed("lead-%05d".formatted(i), "m%d@example.com".formatted(i % 5_000), null, false))
                .toList());
        var events = new ArrayList<String>();
        var duplicates = new ArrayList<String>();

        audience().readWithDuplicates(EVERYBODY, NOW, page -> events.add("leads"), page -> {
            assertThat(page).isNotEmpty().hasSizeLessThanOrEqualTo(5_000);
            events.add("duplicates");
            duplicates.addAll(page);
        });

        assertThat(duplicates)
                .hasSize(7_345)
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id).isGreaterThanOrEqualTo("lead-05000"));
        assertThat(events.lastIndexOf("leads")).isLessThan(events.indexOf("duplicates"));
    }

    private static Lead addressed(String id, @Nullable String email, @Nullable String phone, boolean unsubscribed) {
        return new Lead(id, null, email, phone, unsubscribed, Attributes.NONE, NOW.toInstant());
    }

    private List<List<String>> pages(Rule rule) {
        var pages = new ArrayList<List<String>>();
        audience().read(rule, NOW, pages::add);
        return pages;
    }

    private static Lead lead(String id, int totalSpend, String joined) {
        return new Lead(
                id,
                null,
                null,
                null,
                false,
                Attributes.of(Map.of("total_spend", totalSpend, "joined", joined)),
                NOW.toInstant());
    }
}
