package io.minicrm.postgres;

import io.minicrm.problem.Precondition;
import io.minicrm.segment.Segment;
import io.minicrm.segment.Segments;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Segments in the table {@code segments}, their rules as jsonb. */
final class PostgresSegments implements Segments {

    private static final String SAVE =
            """
            INSERT INTO segments (%1$s) SELECT %1$s FROM %2$s ON CONFLICT (id) DO UPDATE SET %3$s
            """.formatted(Rows.SEGMENTS.columns(), Rows.SEGMENTS.given(), Rows.SEGMENTS.updates("id", "created_at"));

    private static final String ADD = """
            INSERT INTO segments (%1$s) SELECT %1$s FROM %2$s ON CONFLICT (id) DO NOTHING
            """.formatted(Rows.SEGMENTS.columns(), Rows.SEGMENTS.given());

    private static final String SELECT = "SELECT %s FROM segments".formatted(Rows.SEGMENTS.columns());

    private static final String CONTAINS_TEXT = """
             AND (strpos(lower(id COLLATE pg_unicode_fast), lower(? COLLATE pg_unicode_fast)) > 0
                  OR strpos(lower(name COLLATE pg_unicode_fast), lower(? COLLATE pg_unicode_fast)) > 0)
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    PostgresSegments(DataSource dataSource) {
        jdbc = JdbcClient.create(dataSource);
        transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    }

    @Override
    public Optional<Segment> save(Segment segment, Precondition<Segment> precondition) {
        while (true) {
            Attempt attempt = Objects.requireNonNull(transaction.execute(status -> attempt(segment, precondition)));
            if (attempt.isWritten) {
                return attempt.replaced;
            }
        }
    }

    /** @param isWritten false if another process has added the segment meanwhile */
    private record Attempt(boolean isWritten, Optional<Segment> replaced) {}

    private Attempt attempt(Segment segment, Precondition<Segment> precondition) {
        Optional<Segment> held = hold(segment.id());
        precondition.check(held.orElse(null));
        int written = jdbc.sql(held.isPresent() ? SAVE : ADD)
                .params(Rows.SEGMENTS.arrays(List.of(segment)))
                .update();
        return new Attempt(written == 1, held);
    }

    /** No other process changes the segment before the end of the transaction. */
    private Optional<Segment> hold(String id) {
        return jdbc.sql(SELECT + " WHERE id = ? FOR UPDATE")
                .param(id)
                .query(Rows.SEGMENTS)
                .optional();
    }

    @Override
    public Optional<Segment> find(String id) {
        return jdbc.sql(SELECT + " WHERE id = ?").param(id).query(Rows.SEGMENTS).optional();
    }

    @Override
    public boolean delete(String id, Precondition<Segment> precondition) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            hold(id).ifPresent(precondition::check);
            return jdbc.sql("DELETE FROM segments WHERE id = ?").param(id).update() > 0;
        }));
    }

    @Override
    public List<Segment> list(@Nullable String text, @Nullable String afterId, int limit) {
        // Every id is greater than the empty text.
        JdbcClient.StatementSpec query = jdbc.sql(
                        SELECT + " WHERE id > ?" + (text == null ? "" : CONTAINS_TEXT) + " ORDER BY id LIMIT ?")
                .param(afterId == null ? "" : afterId);
        if (text != null) {
            query = query.param(text).param(text);
        }
        return query.param(limit).query(Rows.SEGMENTS).list();
    }

    @Override
    public long count() {
        return jdbc.sql("SELECT count(*) FROM segments").query(Long.class).single();
    }
}
