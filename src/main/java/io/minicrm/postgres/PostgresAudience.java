package io.minicrm.postgres;

import io.minicrm.lead.Lead;
import io.minicrm.segment.Audience;
import io.minicrm.segment.Rule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Audiences as PostgreSQL finds them. */
final class PostgresAudience implements Audience {

    private static final int PAGE = 5_000;
    private static final String COUNT = "SELECT count(*) FROM leads WHERE ";

    private final DataSource dataSource;
    private final JdbcClient jdbc;

    PostgresAudience(DataSource dataSource) {
        this.dataSource = dataSource;
        jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public long count(Rule rule, Instant now) {
        RuleCondition condition = RuleCondition.of(rule, now);
        return jdbc.sql(COUNT + condition.sql())
                .params(condition.parameters())
                .query(Long.class)
                .single();
    }

    List<String> explain(Rule rule, Instant now) {
        RuleCondition condition = RuleCondition.of(rule, now);
        return jdbc.sql("EXPLAIN (ANALYZE, BUFFERS) " + COUNT + condition.sql())
                .params(condition.parameters())
                .query(String.class)
                .list();
    }

    @Override
    public List<Lead> sample(Rule rule, Instant now, int limit) {
        RuleCondition condition = RuleCondition.of(rule, now);
        return jdbc.sql("%s WHERE %s ORDER BY id LIMIT ?".formatted(PostgresLeads.SELECT, condition.sql()))
                .params(condition.parameters())
                .param(limit)
                .query(PostgresLeads::lead)
                .list();
    }

    /** Holds a connection of its own, so that what {@code pages} stores meanwhile is not part of its read-only transaction. */
    @Override
    public void read(Rule rule, Instant now, Consumer<List<String>> pages) {
        RuleCondition condition = RuleCondition.of(rule, now);
        try (Connection connection = dataSource.getConnection();
                Snapshot _ = Snapshot.begin(connection)) {
            stream(connection, condition, pages);
        } catch (SQLException failed) {
            throw new DataAccessResourceFailureException("The audience could not be read", failed);
        }
    }

    private static void stream(Connection connection, RuleCondition condition, Consumer<List<String>> pages)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT id FROM leads WHERE " + condition.sql() + " ORDER BY id")) {
            statement.setFetchSize(PAGE);
            for (int i = 0; i < condition.parameters().size(); i++) {
                statement.setObject(i + 1, condition.parameters().get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                var page = new ArrayList<String>(PAGE);
                while (rows.next()) {
                    page.add(rows.getString(1));
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

    /** A transaction that sees one moment and writes nothing. A resource, so that what goes wrong at its end hides no failure before. */
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
