package io.minicrm.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.minicrm.problem.FieldProblem;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttributeTypesTest {

    private final InMemoryAttributes stored = new InMemoryAttributes();
    private final Map<String, Set<AttributeType>> recorded = new TreeMap<>();
    private final AtomicLong nanos = new AtomicLong();
    private final AttributeTypes types = new AttributeTypes(stored, () -> recorded, nanos::get);

    @Test
    void theFirstValueGivesTheTypeAndLaterValuesHaveToFit() {
        types.fit(lead(Map.of("age", BigDecimal.TEN, "zip", "00123", "joined", "2024-03-10", "vip", true)));

        assertThat(stored.all())
                .extracting(AttributeDefinition::name, AttributeDefinition::type)
                .containsExactly(
                        tuple("age", AttributeType.NUMBER),
                        tuple("joined", AttributeType.DATE),
                        tuple("vip", AttributeType.BOOLEAN),
                        tuple("zip", AttributeType.TEXT));
        assertThat(fit("zip", new BigDecimal("20095"))).isEqualTo("20095");
        assertThat(fit("age", "11")).isEqualTo(new BigDecimal("11"));
        assertThat(fit("vip", "TRUE")).isEqualTo(true);
        assertThat(problem("age", "N/A").message()).contains("is \"N/A\", but age holds numbers");
        assertThat(problem("age", "007").message()).contains("numbers");
        assertThat(problem("age", "+7").message()).contains("numbers");
        assertThat(problem("age", true).message()).contains("numbers");
        assertThat(problem("joined", "2024-02-30").message()).contains("dates");
        assertThat(problem("joined", BigDecimal.ONE).message()).contains("dates");
        assertThat(problem("vip", "yes").message()).contains("true or false");
    }

    @ParameterizedTest(name = "{0} {1}: {2} becomes {3}")
    @CsvSource({
        "number, '1.234,5', '12,50', 12.5",
        "number, '1.234,5', '1.234.567,8', 1234567.8",
        "number, '1.234,5', '1,234.5',",
        "number, '1.234,5', 'N/A', ''",
        "number, '1,234.5', '1,234.5', 1234.5",
        "number, '1,234.5', '1,23',",
        "date, dd.mm.yyyy, 31.12.2024, 2024-12-31",
        "date, dd.mm.yyyy, 1.2.2024, 2024-02-01",
        "date, dd.mm.yyyy, 2024-02-01, 2024-02-01",
        "date, dd.mm.yyyy, 30.02.2024,",
        "date, dd.mm.yyyy, 01/02/2024,",
        "date, dd/mm/yyyy, 01/02/2024, 2024-02-01",
        "date, mm/dd/yyyy, 01/02/2024, 2024-01-02",
        "date, dd-mm-yyyy, 01-02-2024, 2024-02-01",
        "date, , 01.02.2024,",
        "text, , ' n/a ', ''",
        "text, , 'a', a"
    })
    void aDeclaredFormatIsReadAndStoredInTheNotationOfTheType(
            String type, @Nullable String format, String given, @Nullable String expected) {
        stored.declare(new AttributeDefinition(
                "x", AttributeType.ofCode(type).orElseThrow(), true, null, format, List.of("N/A", "-")));

        if (expected == null) {
            assertThat(problem("x", given).field()).isEqualTo("x");
        } else {
            Object fitted = fit("x", given);
            String shown = fitted instanceof BigDecimal number ? number.toPlainString() : (String) fitted;
            assertThat(shown == null ? "" : shown).isEqualTo(expected);
        }
    }

    @Test
    void leadsThatWereStoredBeforeDecideFirst() {
        recorded.put("plan", Set.of(AttributeType.TEXT));
        recorded.put("zip", Set.of(AttributeType.TEXT, AttributeType.NUMBER));

        assertThat(fit("plan", BigDecimal.ONE)).isEqualTo("1");
        assertThat(fit("zip", BigDecimal.ONE)).isEqualTo("1");
    }

    @Test
    void aLeadThatIsRefusedLeavesNoTypesBehind() {
        types.fit(lead(Map.of("age", BigDecimal.TEN)));

        LeadChange refused = lead(Map.of("age", "old", "unheard_of", "x"));
        assertThatExceptionOfType(InvalidLeadException.class).isThrownBy(() -> types.fit(refused));

        assertThat(stored.all()).extracting(AttributeDefinition::name).containsExactly("age");
    }

    @Test
    void aDeclarationOfAnotherProcessIsFollowedWithinASecond() {
        types.fit(lead(Map.of("zip", BigDecimal.TEN)));
        stored.declare(new AttributeDefinition("zip", AttributeType.TEXT, true, null, null, List.of()));

        assertThat(fit("zip", BigDecimal.TEN)).isEqualTo(BigDecimal.TEN);
        nanos.addAndGet(1_000_000_001L);
        assertThat(fit("zip", BigDecimal.TEN)).isEqualTo("10");
        stored.declare(new AttributeDefinition("zip", AttributeType.NUMBER, true, null, null, List.of()));
        types.changed();
        assertThat(fit("zip", "10")).isEqualTo(BigDecimal.TEN);
    }

    @Test
    void theAttributesOfALeadHaveAtMost64Kilobytes() {
        Map<String, Object> values = new TreeMap<>();
        for (int i = 0; i < 6; i++) {
            values.put("t" + i, "x".repeat(10_000));
        }
        values.put("e", "é".repeat((65_536 - 6 * 10_002 - 1) / 2));
        assertThatCode(() -> types.fit(lead(values))).doesNotThrowAnyException();

        values.put("f", "xxxx");
        FieldProblem problem = catchThrowableOfType(InvalidLeadException.class, () -> types.fit(lead(values)))
                .problem();
        assertThat(problem.field()).isEqualTo("attributes");
        assertThat(problem.message()).contains("the limit is 65536");
    }

    @Test
    void anInstallationHasAtMost2000Attributes() {
        for (int i = 0; i < AttributeTypes.MAX_NAMES; i++) {
            stored.declare(new AttributeDefinition("a" + i, AttributeType.TEXT, true, null, null, List.of()));
        }

        assertThat(fit("a1999", "x")).isEqualTo("x");
        assertThat(problem("a2000", "x").message()).contains("the limit is 2000");
        assertThat(stored.all()).hasSize(2_000);
    }

    private @Nullable Object fit(String name, Object value) {
        return types.fit(lead(Map.of(name, value))).attributes().get(name);
    }

    private FieldProblem problem(String name, Object value) {
        return catchThrowableOfType(InvalidLeadException.class, () -> fit(name, value))
                .problem();
    }

    private static LeadChange lead(Map<String, Object> values) {
        return LeadChange.of(new Lead("x", null, null, null, false, Attributes.of(values), Instant.EPOCH));
    }
}
