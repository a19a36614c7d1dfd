package io.minicrm.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

final class RuleTest {

    private static final ZonedDateTime NOW = ZonedDateTime.parse("2026-03-31T12:00:00Z");
    private static final Lead LEAD = new Lead(
            "lead-1",
            "Zoë",
            "zoe@example.com",
            null,
            false,
            Attributes.of(Map.of(
                    "spend", new BigDecimal("1000.50"),
                    "country", "DE",
                    "empty", "",
                    "joined", "2026-03-01",
                    "seen", "2026-03-31T14:00:00+02:00",
                    "vip", true,
                    "digits", "1000",
                    "wide", "～",
                    "emoji", "😀")),
            Instant.parse("2026-01-15T00:00:00Z"));

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            spend   | =          | 1000.5     | true
            spend   | =          | 1000.500   | true
            spend   | !=         | 1000.5     | false
            spend   | >          | 1000       | true
            spend   | >=         | 1000.5     | true
            spend   | <          | 1000.5     | false
            spend   | <=         | 1000.5     | true
            spend   | between    | [1000,2000] | true
            spend   | between    | [1000.5,1000.5] | true
            spend   | notBetween | [1000,2000] | false
            spend   | notBetween | [0,1]      | true
            spend   | in         | [1, 1000.5] | true
            spend   | notIn      | [1, 1000.5] | false
            spend   | =          | "1000.50"  | false
            spend   | !=         | "1000.50"  | false
            spend   | notIn      | ["x"]      | false
            spend   | contains   | "1000"     | false
            spend   | doesNotContain | "x"    | false
            digits  | =          | 1000       | false
            digits  | !=         | 7          | false
            digits  | =          | "1000"     | true
            country | =          | "DE"       | true
            country | =          | "de"       | false
            country | !=         | "de"       | true
            country | <          | "E"        | true
            country | in         | ["IN","DE"] | true
            country | in         | "IN, DE"   | true
            country | notIn      | ["IN","FR"] | true
            country | contains   | "E"        | true
            country | contains   | ""         | true
            country | beginsWith | "D"        | true
            country | endsWith   | "D"        | false
            country | doesNotContain | "E"    | false
            country | doesNotBeginWith | "E"  | true
            country | doesNotEndWith | "E"    | false
            country | between    | ["A","E"]  | true
            wide    | <          | "😀"       | true
            emoji   | >          | "～"       | true
            absent  | =          | "x"        | false
            absent  | !=         | "x"        | false
            absent  | notIn      | ["x"]      | false
            absent  | notBetween | [0,1]      | false
            absent  | doesNotContain | "x"    | false
            absent  | null       | null       | true
            absent  | notNull    | null       | false
            empty   | null       | null       | true
            empty   | notNull    | null       | false
            empty   | =          | ""         | false
            phone   | null       | null       | true
            name    | beginsWith | "Zo"       | true
            vip     | =          | true       | true
            vip     | !=         | true       | false
            vip     | =          | "true"     | false
            vip     | in         | [true,false] | true
            unsubscribed | =     | false      | true
            joined  | =          | "2026-03-01" | true
            joined  | =          | "2026-03-01T00:00:00Z" | true
            joined  | <          | "2026-03-02" | true
            joined  | between    | ["2026-03-01","2026-03-31"] | true
            joined  | in         | ["2026-03-01T01:00:00+01:00"] | true
            joined  | in         | ["2026-03-01T01:00:00+01:00","x"] | false
            joined  | beginsWith | "2026-03"  | true
            seen    | =          | "2026-03-31T12:00:00Z" | true
            seen    | =          | "2026-03-31T12:00:00.000999Z" | true
            seen    | !=         | "2026-03-31T12:00:00Z" | false
            country | !=         | "2026-03-31" | false
            country | notIn      | ["2026-03-31"] | false
            created_at | <       | "2026-02-01" | true
            created_at | =       | "no date"  | false
            created_at | contains | "2026"    | false
            joined  | withinLast | "P30D"     | false
            joined  | withinLast | "P31D"     | true
            joined  | withinLast | "P1M"      | true
            joined  | olderThan  | "P30D"     | true
            joined  | olderThan  | "P1M"      | false
            seen    | withinLast | "PT1S"     | true
            seen    | olderThan  | "PT1S"     | false
            country | withinLast | "P30D"     | false
            country | olderThan  | "P30D"     | false
            absent  | olderThan  | "P30D"     | false
            """)
    void aComparisonMeansWhatItSays(String field, String operator, String value, boolean expected) {
        assertThat(comparison(field, operator, value).matches(LEAD, NOW)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {1} {2} {3}: {4}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            2024-03-10                | =          | "2024-03-10"                   | true
            2024-03-10T00:30:00+01:00 | =          | "2024-03-10"                   | true
            2024-03-09T23:00:00Z      | =          | "2024-03-10"                   | true
            2024-03-09T22:59:59.999Z  | =          | "2024-03-10"                   | false
            2024-03-10T22:59:59.999Z  | =          | "2024-03-10"                   | true
            2024-03-10T23:00:00Z      | =          | "2024-03-10"                   | false
            2024-03-10 10:00:00       | =          | "2024-03-10T10:00:00+01:00"    | true
            2024-03-10 10:00          | =          | "2024-03-10T09:00Z"            | true
            2024-03-10T10:00:00+01    | =          | "2024-03-10 10:00:00"          | true
            2024-03-10 23:59:59       | <=         | "2024-03-10"                   | true
            2024-03-10 23:59:59       | >          | "2024-03-10"                   | false
            2024-03-10 23:59:59       | >=         | "2024-03-10"                   | true
            2024-03-10 00:00:00       | <          | "2024-03-10"                   | false
            2024-03-11 00:00:00       | >          | "2024-03-10"                   | true
            2024-03-11 00:00:00       | <=         | "2024-03-10"                   | false
            2024-03-10 12:00:00       | !=         | "2024-03-10"                   | false
            2024-03-11                | !=         | "2024-03-10"                   | true
            2024-03-31 23:59:59.999   | between    | ["2024-03-01","2024-03-31"]    | true
            2024-04-01                | between    | ["2024-03-01","2024-03-31"]    | false
            2024-04-01                | notBetween | ["2024-03-01","2024-03-31"]    | true
            2024-03-10 17:00          | in         | ["2024-01-01","2024-03-10"]    | true
            2024-03-10 17:00          | notIn      | ["2024-01-01","2024-03-10"]    | false
            2024-03-31 02:30:00       | =          | "2024-03-31T01:30:00Z"         | true
            2024-10-27 02:30:00       | =          | "2024-10-27T01:30:00Z"         | true
            2024-03-31                | in         | ["2024-03-30T23:00Z"]          | true
            2024-02-30                | !=         | "2024-03-10"                   | false
            """)
    void aDayIsAWholeDayInTheZoneOfTheInstallation(String actual, String operator, String value, boolean expected) {
        Lead lead = new Lead("x", null, null, null, false, Attributes.of(Map.of("at", actual)), NOW.toInstant());

        assertThat(comparison("at", operator, value).matches(lead, NOW.withZoneSameInstant(ZoneId.of("Europe/Berlin"))))
                .isEqualTo(expected);
    }

    @Test
    void aPeriodOfDaysFollowsTheClocksOfTheZone() {
        ZonedDateTime noon = ZonedDateTime.parse("2024-04-01T12:00:00+02:00[Europe/Berlin]");

        assertThat(CalendarPeriod.parse("P2D").before(noon)).isEqualTo(Instant.parse("2024-03-30T11:00:00Z"));
        assertThat(CalendarPeriod.parse("PT48H").before(noon)).isEqualTo(Instant.parse("2024-03-30T10:00:00Z"));
    }

    @Test
    void aDateInTheFutureIsNotWithinTheLastDays() {
        Rule rule = comparison("seen", "withinLast", "\"P30D\"");

        assertThat(rule.matches(LEAD, NOW.minusNanos(1_000_000))).isFalse();
        assertThat(rule.matches(LEAD, NOW)).isTrue();
    }

    @Test
    void aGroupIsAllOrAnyOfItsRules() {
        Rule yes = comparison("country", "=", "\"DE\"");
        Rule no = comparison("country", "=", "\"FR\"");

        assertThat(group(Rule.Combinator.AND, yes, yes).matches(LEAD, NOW)).isTrue();
        assertThat(group(Rule.Combinator.AND, yes, no).matches(LEAD, NOW)).isFalse();
        assertThat(group(Rule.Combinator.OR, no, yes).matches(LEAD, NOW)).isTrue();
        assertThat(group(Rule.Combinator.OR, no, no).matches(LEAD, NOW)).isFalse();
    }

    @Test
    void anEmptyAndPicksEveryoneAndAnEmptyOrNobody() {
        assertThat(group(Rule.Combinator.AND).matches(LEAD, NOW)).isTrue();
        assertThat(group(Rule.Combinator.OR).matches(LEAD, NOW)).isFalse();
    }

    @Test
    void aNegatedGroupIsTheExactComplementAlsoWhereTheValueIsAbsent() {
        Rule absent = comparison("absent", "!=", "\"x\"");

        assertThat(new Rule.Group(Rule.Combinator.AND, true, List.of(absent)).matches(LEAD, NOW))
                .isTrue();
        assertThat(new Rule.Group(Rule.Combinator.OR, true, List.of()).matches(LEAD, NOW))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "P90D, 2025-12-31T12:00:00Z",
        "P1M, 2026-02-28T12:00:00Z",
        "P2W, 2026-03-17T12:00:00Z",
        "PT12H, 2026-03-31T00:00:00Z",
        "P1Y2M10DT2H, 2025-01-21T10:00:00Z",
    })
    void aPeriodIsCountedBackOnTheCalendar(String period, Instant expected) {
        assertThat(CalendarPeriod.parse(period).before(NOW)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"P90D", "P1M", "PT12H", "P1Y2M10DT2H", "P2W", "PT0.5S", "PT36H", "P1DT1S"})
    void aPeriodsTextReadsAsTheSamePeriod(String text) {
        CalendarPeriod period = CalendarPeriod.parse(text);

        assertThat(CalendarPeriod.parse(period.toString())).isEqualTo(period);
    }

    @ParameterizedTest
    @CsvSource({
        "P",
        "PT",
        "P1DT",
        "90D",
        "P-1D",
        "-P1D",
        "P0D",
        "p90d",
        "P1.5D",
        "P1001Y",
        "P999999999Y",
        "P90",
        "PT999999999H"
    })
    void whatIsNoSensiblePeriodIsRefused(String text) {
        assertThatThrownBy(() -> CalendarPeriod.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anExplanationGivesEveryNodesOwnAnswer() {
        Rule rule = new Rule.Group(
                Rule.Combinator.AND,
                false,
                List.of(
                        comparison("spend", ">", "1000"),
                        comparison("absent", "in", "[\"IN\",\"DE\"]"),
                        new Rule.Group(Rule.Combinator.OR, true, List.of(comparison("country", "=", "\"FR\"")))));

        String json = JsonMapper.shared().writeValueAsString(RuleExplanation.of(rule, LEAD, NOW));

        assertThat(JsonMapper.shared().readTree(json))
                .isEqualTo(JsonMapper.shared().readTree("""
                {"matched": false, "words": "all of 3 rules: 2 match", "combinator": "and", "not": false, "rules": [
                  {"matched": true, "words": "spend > 1000: it is 1000.5",
                   "field": "spend", "operator": ">", "value": 1000, "actual": 1000.5},
                  {"matched": false, "words": "absent in [\\"IN\\", \\"DE\\"]: the lead has no absent",
                   "field": "absent", "operator": "in", "value": ["IN", "DE"], "actual": null},
                  {"matched": true, "words": "not at least one of 1 rule: none matches",
                   "combinator": "or", "not": true, "rules": [
                     {"matched": false, "words": "country = \\"FR\\": it is \\"DE\\"",
                      "field": "country", "operator": "=", "value": "FR", "actual": "DE"}]}]}
                """));
    }

    private static Rule group(Rule.Combinator combinator, Rule... rules) {
        return new Rule.Group(combinator, false, List.of(rules));
    }

    private static Rule comparison(String field, String operator, String value) {
        return RuleJson.read(
                "{\"field\": \"%s\", \"operator\": \"%s\", \"value\": %s}".formatted(field, operator, value));
    }
}
