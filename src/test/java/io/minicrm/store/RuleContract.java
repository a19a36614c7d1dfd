package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.lead.AttributeType;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.DateText;
import io.minicrm.lead.Lead;
import io.minicrm.segment.CalendarPeriod;
import io.minicrm.segment.Field;
import io.minicrm.segment.Operator;
import io.minicrm.segment.Rule;
import io.minicrm.segment.RuleJson;
import io.minicrm.segment.RuleValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** A rule selects the same leads in memory and in the store, for any leads. */
public abstract class RuleContract {

    /** The time from which relative dates count. */
    protected static final Instant NOW = Instant.parse("2026-03-31T12:34:56.789123Z");

    /** Zones ahead of and behind UTC, with and without daylight saving time. */
    private static final List<ZoneId> ZONES = Stream.of(
                    "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati")
            .map(ZoneId::of)
            .toList();

    /** Texts that a store may handle wrongly. */
    protected static final List<String> TEXTS = List.of(
            "",
            " ",
            "a",
            "A",
            "ä",
            "a%",
            "%",
            "_",
            "a_b",
            "\\",
            "a\\b",
            "'",
            "\"",
            "'; DROP TABLE leads; --",
            "?",
            "$1",
            "😀",
            "a😀",
            "😀b",
            "😁",
            "～",
            "\uFFFD",
            "true",
            "null",
            "5",
            "5.0",
            "1000",
            "line\nbreak",
            "\t");
    /** Texts that are dates, and some that nearly are. */
    protected static final List<String> DATES = List.of(
            "2026-03-31",
            "2026-03-31T12:34:56.789Z",
            "2026-03-31T12:34:56.789999Z",
            "2026-03-31T12:34:56.78Z",
            "2026-03-31T14:34:56.789+02:00",
            "2026-03-30T22:34:56-13:59",
            "2026-04-01T02:00:00+14:00",
            "2026-02-28",
            "2026-02-28T12:34:56.789Z",
            "2026-02-29",
            "2024-02-29",
            "2025-12-31T12:34:56.789Z",
            "2025-12-31",
            "2026-04-01",
            "1969-12-31T23:59:59.999999Z",
            "0001-01-01",
            "0001-01-01T00:00:00+14:59",
            "0000-01-01",
            "9999-12-31",
            "9999-12-31T23:59:59.999999-14:59",
            "2026-13-01",
            "2026-03-31T24:00:00Z",
            "2026-03-31T23:59:60Z",
            "2026-03-31T12:34:56+15:00",
            "2026-03-31T12:34:56",
            "2026-03-31 12:34:56Z",
            "2026-03-31 12:34:56",
            "2026-03-31T12:34",
            "2026-03-31 12:34Z",
            "2026-03-31T12:34:56.789+02",
            "2026-03-31 12:34:56.789123+0530",
            "2026-03-30 20:00:00",
            "2026-03-31 23:59:59.999999",
            "2026-04-01T00:00",
            "2026-03-29 02:30:00",
            "2026-03-08 02:30:00",
            "2025-10-26 02:30:00",
            "2025-11-02 01:30:00",
            "2026-03-31 24:00",
            "2026-03-31 12:60",
            "2026-03-31T12",
            "2026-03-31T12:34:56+",
            "2026-03-31T12:34:56.",
            "2026-03-31 12:34:56 Z",
            "2026-03-31  12:34:56",
            "2026-03-31t12:34:56",
            "31.03.2026",
            "2026-3-31",
            " 2026-03-31",
            "2026-03-31\n",
            "20260331",
            "now",
            "infinity");

    private static final List<BigDecimal> NUMBERS = List.of(
            BigDecimal.ZERO,
            BigDecimal.ONE,
            new BigDecimal("-1"),
            new BigDecimal("5"),
            new BigDecimal("5.0"),
            new BigDecimal("5.000000000000000000000000000000001"),
            new BigDecimal("0.1"),
            new BigDecimal("0.10000000000000001"),
            new BigDecimal("1000"),
            new BigDecimal("9007199254740992"),
            new BigDecimal("9007199254740993"),
            new BigDecimal("9999999999999999999999999999999999"),
            new BigDecimal("-0.0000000000000000000000000000000001"));
    private static final Set<Operator> EQUALITY = Set.of(Operator.Order.EQUAL, Operator.Order.NOT_EQUAL);
    private static final List<String> FIELDS =
            List.of("id", "name", "email", "phone", "unsubscribed", "created_at", "a", "größe 1", "_", "a-b", "absent");

    /**
     * Stores these leads and no others, in the zone of {@code now}; for each, in order of id, the numbers of the rules that
     * select it.
     */
    protected abstract List<Set<Integer>> picked(List<Lead> leads, List<Rule> rules, ZonedDateTime now);

    /** False for a text that the server under test is known to put in the wrong place. */
    protected boolean isOrdered(String text) {
        return true;
    }

    /** False for a number that the server under test is known to take for another. */
    protected boolean isExact(BigDecimal number) {
        return true;
    }

    /** True for one of the numbers in these tests that is another one when both are rounded to a double. */
    protected static boolean sharesItsDouble(BigDecimal number) {
        return NUMBERS.stream().anyMatch(n -> n.compareTo(number) != 0 && n.doubleValue() == number.doubleValue());
    }

    @Property(tries = 150)
    void memoryAndStorePickTheSameLeads(
            @ForAll("leadLists") List<Lead> leads,
            @ForAll("ruleLists") List<Rule> rules,
            @ForAll("zones") ZoneId zone) {
        assertSame(leads, rules, NOW.atZone(zone));
    }

    @Example
    void memoryAndStoreCompareEveryValueWithEveryOther() {
        List<Object> values = Stream.of(TEXTS, DATES, NUMBERS, List.of(true, false))
                .<Object>flatMap(List::stream)
                .filter(value -> !(value instanceof String text) || isOrdered(text))
                .toList();
        List<Lead> leads = IntStream.range(0, values.size())
                .mapToObj(i -> new Lead(
                        "%03d".formatted(i),
                        values.get(i) instanceof String text ? text : null,
                        null,
                        null,
                        false,
                        Attributes.of(Map.of("a", values.get(i))),
                        NOW))
                .toList();

        for (Object value : values) {
            assertSame(
                    leads,
                    Stream.of("a", "name")
                            .map(Field::of)
                            .flatMap(field -> rulesAbout(field, value, values))
                            .toList(),
                    NOW.atZone(ZONES.get(1)));
        }
    }

    private Stream<Rule> rulesAbout(Field field, Object value, List<Object> others) {
        RuleValue operand = operand(value);
        boolean exact = !(value instanceof BigDecimal number) || isExact(number);
        Stream<Rule> compares = Stream.of(Operator.Order.values())
                .filter(o -> o.types().contains(operand.type()) && (exact || !EQUALITY.contains(o)))
                .map(o -> new Rule.Compare(field, o, operand));
        Stream<Rule> lists = Stream.of(Operator.Membership.values())
                .filter(o -> exact)
                .map(o -> new Rule.OneOf(field, o, List.of(operand)));
        Stream<Rule> ranges = operand.type() == AttributeType.BOOLEAN
                ? Stream.of()
                : others.stream()
                        .filter(other -> other.getClass() == value.getClass())
                        .map(RuleContract::operand)
                        .flatMap(other -> Stream.of(Operator.Range.values())
                                .map(o -> new Rule.Between(field, o, operand, other)));
        Stream<Rule> matches = value instanceof String text
                ? Stream.of(Operator.Text.values()).map(o -> new Rule.Match(field, o, text))
                : Stream.of();
        return Stream.of(compares, lists, ranges, matches).flatMap(s -> s);
    }

    private static RuleValue operand(Object value) {
        return switch (value) {
            case String text -> RuleValue.of(text);
            case BigDecimal number -> RuleValue.of(number);
            case Boolean flag -> RuleValue.of(flag);
            default -> throw new IllegalArgumentException(value.toString());
        };
    }

    private void assertSame(List<Lead> leads, List<Rule> rules, ZonedDateTime now) {
        List<Set<Integer>> picked = picked(leads, rules, now);

        assertThat(picked).hasSameSizeAs(leads);
        for (int row = 0; row < leads.size(); row++) {
            for (int i = 0; i < rules.size(); i++) {
                assertThat(picked.get(row).contains(i))
                        .as("the store's answer for %s to %s", leads.get(row), RuleJson.write(rules.get(i)))
                        .isEqualTo(rules.get(i).matches(leads.get(row), now));
            }
        }
    }

    @Provide
    Arbitrary<List<Lead>> leadLists() {
        Arbitrary<Object> scalar = Arbitraries.oneOf(
                texts().map(t -> t),
                numbers().map(n -> n),
                Arbitraries.of(true, false).map(b -> b));
        // What is in a list or an object is no value of the field.
        Arbitrary<Object> structure = Arbitraries.oneOf(
                scalar.list().ofMaxSize(3).map(list -> list),
                scalar.map(each -> List.of(List.of(each))),
                scalar.map(each -> Map.of("a", each)));
        Arbitrary<Object> value = Arbitraries.frequencyOf(Tuple.of(6, scalar), Tuple.of(1, structure));
        Arbitrary<Map<String, Object>> attributes = Arbitraries.maps(Arbitraries.of("a", "größe 1", "_", "a-b"), value)
                .ofMaxSize(4);
        Arbitrary<Instant> created = Arbitraries.of(DATES)
                .map(DateText::parse)
                .filter(Optional::isPresent)
                .map(date -> date.get().first(ZoneOffset.UTC));
        Arbitrary<String> core = texts().injectNull(0.2);
        Arbitrary<Lead> lead = Combinators.combine(core, core, core, Arbitraries.of(true, false), attributes, created)
                .as((name, email, phone, unsubscribed, values, at) -> new Lead(
                        "unnumbered", name, email, phone, unsubscribed, Attributes.of(new TreeMap<>(values)), at));
        return lead.list()
                .ofMinSize(1)
                .ofMaxSize(30)
                .map(leads -> IntStream.range(0, leads.size())
                        .mapToObj(i -> numbered(leads.get(i), i))
                        .toList());
    }

    private static Lead numbered(Lead lead, int number) {
        return new Lead(
                "%02d".formatted(number),
                lead.name(),
                lead.email(),
                lead.phone(),
                lead.unsubscribed(),
                lead.attributes(),
                lead.createdAt());
    }

    @Provide
    Arbitrary<ZoneId> zones() {
        return Arbitraries.of(ZONES);
    }

    @Provide
    Arbitrary<List<Rule>> ruleLists() {
        return rules(3).list().ofMinSize(1).ofMaxSize(40);
    }

    private Arbitrary<Rule> rules(int depth) {
        if (depth == 0) {
            return comparisons();
        }
        Arbitrary<Rule> group = Combinators.combine(
                        Arbitraries.of(Rule.Combinator.class),
                        Arbitraries.of(true, false),
                        Arbitraries.lazy(() -> rules(depth - 1)).list().ofMaxSize(3))
                .as(Rule.Group::new);
        return Arbitraries.frequencyOf(Tuple.of(2, comparisons()), net.jqwik.api.Tuple.of(1, group));
    }

    private Arbitrary<Rule> comparisons() {
        Arbitrary<Field> field = Arbitraries.of(FIELDS).map(Field::of);
        Arbitrary<RuleValue> ordered = Arbitraries.oneOf(
                texts().map(RuleValue::of),
                Arbitraries.of(DATES).map(RuleValue::of),
                numbers().map(RuleValue::of));
        Arbitrary<RuleValue> exact = numbers().filter(this::isExact).map(RuleValue::of);
        Arbitrary<RuleValue> flag = Arbitraries.of(true, false).map(RuleValue::of);
        Arbitrary<RuleValue> number = numbers().map(RuleValue::of);
        Arbitrary<RuleValue> date = Arbitraries.of(DATES).map(RuleValue::of);
        Arbitrary<RuleValue> text = texts().map(RuleValue::of);
        return Arbitraries.oneOf(
                Combinators.combine(
                                field, Arbitraries.of(Operator.Order.class).filter(o -> !EQUALITY.contains(o)), ordered)
                        .as(Rule.Compare::new),
                Combinators.combine(
                                field,
                                Arbitraries.of(Operator.Order.EQUAL, Operator.Order.NOT_EQUAL),
                                Arbitraries.oneOf(text, date, exact, flag))
                        .as(Rule.Compare::new),
                Combinators.combine(field, Arbitraries.of(Operator.Text.class), texts())
                        .as(Rule.Match::new),
                Combinators.combine(field, Arbitraries.of(Operator.Presence.class))
                        .as(Rule.Exists::new),
                Combinators.combine(
                                field,
                                Arbitraries.of(Operator.Membership.class),
                                Arbitraries.oneOf(lists(text), lists(exact), lists(date), lists(flag)))
                        .as(Rule.OneOf::new),
                Arbitraries.oneOf(text, number, date)
                        .flatMap(low -> Combinators.combine(
                                        field,
                                        Arbitraries.of(Operator.Range.class),
                                        low.json() instanceof String ? Arbitraries.oneOf(text, date) : number)
                                .as((f, o, high) -> new Rule.Between(f, o, low, high))),
                Combinators.combine(
                                field,
                                Arbitraries.of(Operator.Age.class),
                                Arbitraries.of("P1M", "P3M", "P1D", "PT1S", "P1Y2M10DT2H", "P1000Y", "PT0.001S")
                                        .map(CalendarPeriod::parse))
                        .as(Rule.Aged::new));
    }

    private static Arbitrary<List<RuleValue>> lists(Arbitrary<RuleValue> values) {
        return values.list().ofMinSize(1).ofMaxSize(12);
    }

    private Arbitrary<String> texts() {
        Arbitrary<String> any = Arbitraries.strings()
                .withChars("aä%_\\'\"0-:TZ😀～")
                .ofMaxLength(4)
                .map(RuleContract::wellFormed);
        return Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.of(TEXTS)), Tuple.of(3, Arbitraries.of(DATES)), Tuple.of(2, any))
                .filter(this::isOrdered);
    }

    private static String wellFormed(String text) {
        // The generator draws single UTF-16 units; whole code points stay, halves go.
        return text.codePoints()
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static Arbitrary<BigDecimal> numbers() {
        return Arbitraries.oneOf(
                Arbitraries.of(NUMBERS),
                Arbitraries.bigDecimals()
                        .between(new BigDecimal("-10000"), new BigDecimal("10000"))
                        .ofScale(2));
    }
}
