package io.minicrm.postgres;

import io.minicrm.lead.Lead;
import io.minicrm.segment.Audience;
import io.minicrm.segment.Coverage;
import io.minicrm.segment.Field;
import io.minicrm.segment.Rule;
import io.minicrm.segment.Unasked;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Finds audiences in PostgreSQL. */
final class PostgresAudience implements Audience {

    private static final int PAGE = 5_000;
    private static final String SELECTED = "SELECT id FROM leads WHERE ";
    private static final String ADDRESSED = "SELECT id, email, phone FROM leads WHERE ";

    /**
     * One grouping of the audience, and an index or hash join with the few addresses that occur more than once. The
     * second argument of the format restricts the grouping to addresses that may occur more than once.
     */
    private static final String DUPLICATES = """
            SELECT l.id FROM leads l JOIN (
                SELECT %1$s AS address_key, coalesce(min(l.id) FILTER (WHERE l.unsubscribed), min(l.id)) AS kept_id
                FROM leads l WHERE coalesce(l.email, l.phone) IS NOT NULL AND %3$s AND %2$s
                GROUP BY 1 HAVING count(*) > 1) repeated
            ON repeated.address_key = %1$s AND repeated.kept_id <> l.id
            WHERE %2$s
            """.formatted(LeadKeys.ADDRESS_KEY, "%1$s", "%2$s");

    private static final String AMONG_KEYS = LeadKeys.ADDRESS_KEY + " = ANY(?)";

    /** The core fields and one attribute of the first leads. */
    private static final String VALUES = """
            SELECT id, name, email, phone, unsubscribed, created_at,
                CASE WHEN value IS NULL THEN '{}' ELSE jsonb_build_object(attribute, value) END AS attributes
            FROM (SELECT leads.*, asked.attribute, attributes -> asked.attribute AS value
                FROM leads, (SELECT ?::text AS attribute) AS asked ORDER BY id LIMIT %d) AS first
            """;

    private static final String COUNT = "SELECT count(*) FROM leads WHERE ";

    /** The number of leads to examine in order of id before the whole table is read and sorted for a sample. */
    private static final int FIRST_LEADS = 10_000;

    private final DataSource dataSource;
    private final JdbcTemplate jdbc;

    PostgresAudience(DataSource dataSource) {
        this.dataSource = dataSource;
        jdbc = new JdbcTemplate(dataSource);
    }

    @Override
    public long count(Rule rule, ZonedDateTime now) {
        RuleCondition condition = RuleCondition.of(rule, now);
        return query(COUNT + condition.sql(), condition, (row, number) -> row.getLong(1))
                .getFirst();
    }

    List<String> explain(Rule rule, ZonedDateTime now) {
        RuleCondition condition = RuleCondition.of(rule, now);
        return query(
                "EXPLAIN (ANALYZE, BUFFERS) " + COUNT + condition.sql(), condition, (row, number) -> row.getString(1));
    }

    /**
     * PostgreSQL cannot estimate how many leads a condition on attributes selects, and would read the whole table for a
     * sample. Most rules find their sample among the first leads; for the others, one scan returns both count and
     * sample.
     */
    @Override
    public Preview preview(Rule rule, ZonedDateTime now, int limit) {
        RuleCondition condition = RuleCondition.of(rule, now);
        return inSnapshot(snapshot -> {
            Coverage coverage = Coverage.of(rule, PostgresLeads.attributeTypes(JdbcClient.create(snapshot)));
            List<Lead> first = amongTheFirst(snapshot, condition, limit);
            if (first.size() < limit) {
                List<Long> counts = counts(snapshot, coverage.counted(), now);
                return countedWithSample(snapshot, condition, limit, coverage.unasked(counts));
            }
            var rules = new ArrayList<Rule>(List.of(rule));
            rules.addAll(coverage.counted());
            List<Long> counts = counts(snapshot, rules, now);
            return new Preview(counts.getFirst(), first, coverage.unasked(counts.subList(1, counts.size())));
        });
    }

    private <T> T inSnapshot(Function<JdbcTemplate, T> reading) {
        try (Connection connection = dataSource.getConnection();
                Snapshot _ = Snapshot.begin(connection)) {
            return reading.apply(new JdbcTemplate(new SingleConnectionDataSource(connection, true)));
        } catch (SQLException failed) {
            throw new DataAccessResourceFailureException("The audience could not be read", failed);
        }
    }

    /** Counts the leads of several rules in one reading of the table. */
    private static List<Long> counts(JdbcTemplate snapshot, List<Rule> rules, ZonedDateTime now) {
        if (rules.isEmpty()) {
            return List.of();
        }
        List<RuleCondition> conditions =
                rules.stream().map(rule -> RuleCondition.of(rule, now)).toList();
        String sql = conditions.stream()
                .map(condition -> "count(*) FILTER (WHERE " + condition.sql() + ")")
                .collect(Collectors.joining(", ", "SELECT ", " FROM leads"));
        List<Object> parameters = conditions.stream()
                .flatMap(condition -> condition.parameters().stream())
                .toList();
        return query(snapshot, sql, new RuleCondition(sql, parameters), (row, number) -> {
                    var counts = new ArrayList<Long>();
                    for (int i = 1; i <= rules.size(); i++) {
                        counts.add(row.getLong(i));
                    }
                    return List.copyOf(counts);
                })
                .getFirst();
    }

    private static List<Lead> amongTheFirst(JdbcTemplate snapshot, RuleCondition condition, int limit) {
        String sql = "SELECT * FROM (%s ORDER BY id LIMIT %d) AS first WHERE %s ORDER BY id LIMIT %d"
                .formatted(PostgresLeads.SELECT, FIRST_LEADS, condition.sql(), limit);
        return query(snapshot, sql, condition, Rows.LEADS);
    }

    private static Preview countedWithSample(
            JdbcTemplate snapshot, RuleCondition condition, int limit, List<Unasked> unasked) {
        String sql = """
                SELECT * FROM
                    (SELECT id, count(*) OVER () AS picked FROM leads WHERE %s ORDER BY id LIMIT %d) AS first
                    JOIN (%s) AS leads USING (id)
                ORDER BY id
                """.formatted(condition.sql(), limit, PostgresLeads.SELECT);
        var count = new AtomicLong();
        List<Lead> sample = query(snapshot, sql, condition, (row, number) -> {
            count.set(row.getLong("picked"));
            return Rows.LEADS.mapRow(row, number);
        });
        return new Preview(count.get(), sample, unasked);
    }

    @Override
    public List<Lead> page(Rule rule, ZonedDateTime now, @Nullable String afterId, int limit) {
        RuleCondition condition = RuleCondition.of(rule, now);
        var parameters = new ArrayList<>(condition.parameters());
        parameters.add(afterId == null ? "" : afterId);
        String sql =
                "%s WHERE %s AND id > ? ORDER BY id LIMIT %d".formatted(PostgresLeads.SELECT, condition.sql(), limit);
        return query(sql, new RuleCondition(sql, parameters), Rows.LEADS);
    }

    @Override
    public void values(Field field, int limit, Consumer<@Nullable Object> each) {
        String sql = VALUES.formatted(limit);
        List<Object> name = List.of(field.path());
        try (Connection connection = dataSource.getConnection();
                Snapshot _ = Snapshot.begin(connection);
                PreparedStatement statement = statement(connection, sql, new RuleCondition(sql, name))) {
            statement.setFetchSize(PAGE);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    each.accept(field.valueIn(Rows.LEADS.mapRow(rows, 0)));
                }
            }
        } catch (SQLException failed) {
            throw new DataAccessResourceFailureException("The values could not be read", failed);
        }
    }

    private <T> List<T> query(String sql, RuleCondition condition, RowMapper<T> row) {
        return query(jdbc, sql, condition, row);
    }

    private static <T> List<T> query(JdbcTemplate jdbc, String sql, RuleCondition condition, RowMapper<T> row) {
        return jdbc.query(connection -> statement(connection, sql, condition), row);
    }

    /**
     * Planned for each call, which takes less than a millisecond. In a generic plan the names of attributes are not
     * constants, and looking them up takes half as long again for every lead.
     */
    private static PreparedStatement statement(Connection connection, String sql, RuleCondition condition)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        for (int i = 0; i < condition.parameters().size(); i++) {
            statement.setObject(i + 1, condition.parameters().get(i));
        }
        return statement;
    }

    /** Uses its own connection, so that writes by {@code pages} are not part of the read-only transaction. */
    @Override
    public void read(Rule rule, ZonedDateTime now, Consumer<List<String>> pages) {
        RuleCondition condition = RuleCondition.of(rule, now);
        try (Connection connection = dataSource.getConnection();
                Snapshot _ = Snapshot.begin(connection)) {
            stream(connection, SELECTED + condition.sql() + " ORDER BY id", condition, pages, row -> {});
        } catch (SQLException failed) {
            throw new DataAccessResourceFailureException("The audience could not be read", failed);
        }
    }

    @Override
    public void readWithDuplicates(
            Rule rule, ZonedDateTime now, Consumer<List<String>> pages, Consumer<List<String>> duplicates) {
        RuleCondition condition = RuleCondition.of(rule, now);
        try (Connection connection = dataSource.getConnection();
                Snapshot _ = Snapshot.begin(connection)) {
            var repeated = new RepeatedAddresses();
            stream(connection, ADDRESSED + condition.sql() + " ORDER BY id", condition, pages, row -> {
                repeated.add(row.getString(2), row.getString(3));
            });
            if (!repeated.isEmpty()) {
                RuleCondition ofDuplicates = duplicates(condition, repeated);
                stream(connection, ofDuplicates.sql(), ofDuplicates, duplicates, row -> {});
            }
        } catch (SQLException failed) {
            throw new DataAccessResourceFailureException("The audience could not be read", failed);
        }
    }

    private static RuleCondition duplicates(RuleCondition audience, RepeatedAddresses repeated) {
        var parameters = new ArrayList<Object>();
        if (!repeated.areTooMany()) {
            parameters.add(repeated.keys());
        }
        parameters.addAll(audience.parameters());
        parameters.addAll(audience.parameters());
        String among = repeated.areTooMany() ? "true" : AMONG_KEYS;
        return new RuleCondition(DUPLICATES.formatted(audience.sql(), among), parameters);
    }

    /** What else is read from each row than the id. */
    private interface RowReader {

        void read(ResultSet row) throws SQLException;
    }

    private static void stream(
            Connection connection, String sql, RuleCondition condition, Consumer<List<String>> pages, RowReader reader)
            throws SQLException {
        try (PreparedStatement statement = statement(connection, sql, condition)) {
            statement.setFetchSize(PAGE);
            try (ResultSet rows = statement.executeQuery()) {
                var page = new ArrayList<String>(PAGE);
                while (rows.next()) {
                    page.add(rows.getString(1));
                    reader.read(rows);
                    if (page.size() == PAGE) {
                        pages.accept(List.copyOf(page));
                        page.clear();
                    }
                }
                if (!page.isEmpty()) {
                    pages.accept(List.copyOf(page));
                }
            }
        }
    }

    /**
     * A read-only transaction on one snapshot. It is a resource, so that a failure to end it does not hide an earlier
     * failure.
     */
    private record Snapshot(Connection connection, boolean autoCommit, int isolation) implements AutoCloseable {

        static Snapshot begin(Connection connection) throws SQLException {
            var before = new Snapshot(connection, connection.getAutoCommit(), connection.getTransactionIsolation());
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            return before;
        }

        @Override
        public void close() throws SQLException {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
            connection.setTransactionIsolation(isolation);
            connection.setReadOnly(false);
        }
    }
}
