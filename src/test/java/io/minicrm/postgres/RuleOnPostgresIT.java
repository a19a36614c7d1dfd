package io.minicrm.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.lead.DateText;
import io.minicrm.lead.Lead;
import io.minicrm.segment.Rule;
import io.minicrm.store.RuleContract;
import io.minicrm.store.TestPostgres;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A rule selects the same leads in memory and in PostgreSQL, and dates are parsed alike. */
final class RuleOnPostgresIT extends RuleContract {

    private static final DataSource DATABASE = TestPostgres.newDatabase();
    private static final JdbcClient JDBC = JdbcClient.create(DATABASE);
    private static final PostgresLeads LEADS = new PostgresLeads(DATABASE);

    /** Evaluates all rules in one query. */
    @Override
    protected List<Set<Integer>> picked(List<Lead> leads, List<Rule> rules, ZonedDateTime now) {
        JDBC.sql("DELETE FROM leads").update();
        LEADS.upsert(leads);
        var conditions = new ArrayList<String>();
        var parameters = new ArrayList<Object>();
        for (Rule rule : rules) {
            RuleCondition condition = RuleCondition.of(rule, now);
            conditions.add("(" + condition.sql() + ") IS TRUE");
            parameters.addAll(condition.parameters());
        }
        return JDBC.sql("SELECT " + String.join(", ", conditions) + " FROM leads ORDER BY id")
                .params(parameters)
                .query((row, number) -> {
                    var picked = new LinkedHashSet<Integer>();
                    for (int i = 0; i < rules.size(); i++) {
                        if (row.getBoolean(i + 1)) {
                            picked.add(i);
                        }
                    }
                    return (Set<Integer>) picked;
                })
                .list();
    }

    @Property(tries = 100)
    void memoryAndPostgresReadTheSameTextsAsDates(
            @ForAll("datelikeLists") List<String> texts, @ForAll("zones") ZoneId zone) {
        List<Optional<Instant>> read = JDBC.sql(
                        "SELECT lead_instant(t, ?) FROM unnest(?::text[]) WITH ORDINALITY AS given (t, n) ORDER BY n")
                .param(zone.getId())
                .param(texts.toArray(String[]::new))
                .query((row, number) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant))
                .list();

        for (int i = 0; i < texts.size(); i++) {
            assertThat(read.get(i))
                    .as(texts.get(i))
                    .isEqualTo(DateText.parse(texts.get(i)).map(date -> date.first(zone)));
        }
    }

    /** Valid and invalid dates, with small mutations. */
    @Provide
    Arbitrary<List<String>> datelikeLists() {
        Arbitrary<String> built = Combinators.combine(
                        two(0, 99), two(0, 99), two(0, 13), two(0, 32), two(0, 25), two(0, 61), two(58, 61))
                .as((c, y, mo, d, h, mi, s) ->
                        "%s%s-%s-%s%s%s:%s:%s".formatted(c, y, mo, d, s.startsWith("5") ? "T" : " ", h, mi, s));
        Arbitrary<String> fraction = Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.just("")),
                Tuple.of(
                        2,
                        Arbitraries.strings()
                                .numeric()
                                .ofMinLength(1)
                                .ofMaxLength(7)
                                .map(f -> "." + f)));
        Arbitrary<String> offset = Arbitraries.oneOf(
                Arbitraries.of("Z", "", "z", "+00", "+0530", "-15", "+1500", "-9", "UTC"),
                Combinators.combine(Arbitraries.of("+", "-"), two(0, 16), two(0, 61))
                        .as((s, h, m) -> s + h + ":" + m));
        Arbitrary<String> timed = Combinators.combine(built, fraction, offset).as((b, f, o) -> b + f + o);
        Arbitrary<String> dates = built.map(b -> b.substring(0, 10));
        Arbitrary<String> minutes = Combinators.combine(built, offset).as((b, o) -> b.substring(0, 16) + o);
        Arbitrary<String> damaged = Combinators.combine(
                        Arbitraries.oneOf(timed, dates, minutes),
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.of("", " ", "0", "-", "T", "+", "é", "٣", "\n"))
                .as((text, at, with) -> {
                    int i = Math.min(at, text.length() - 1);
                    return text.substring(0, i) + with + text.substring(i + 1);
                });
        return Arbitraries.oneOf(timed, dates, minutes, damaged, Arbitraries.of(DATES), Arbitraries.of(TEXTS))
                .list()
                .ofSize(100);
    }

    private static Arbitrary<String> two(int low, int high) {
        return Arbitraries.integers().between(low, high).map("%02d"::formatted);
    }
}
