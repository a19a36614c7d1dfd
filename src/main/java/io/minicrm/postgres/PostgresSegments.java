package io.minicrm.postgres;

import io.minicrm.segment.Segment;
import io.minicrm.segment.Segments;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Segments in the table {@code segments}, their rules as jsonb. */
final class PostgresSegments implements Segments {

    private static final String SAVE =
            """
            INSERT INTO segments (%1$s) SELECT %1$s FROM %2$s ON CONFLICT (id) DO UPDATE SET %3$s
            """.formatted(Rows.SEGMENTS.columns(), Rows.SEGMENTS.given(), Rows.SEGMENTS.updates("id", "created_at"));

    private static final String SELECT = "SELECT %s FROM segments".formatted(Rows.SEGMENTS.columns());

    private final JdbcClient jdbc;

    PostgresSegments(DataSource dataSource) {
        jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public void save(Segment segment) {
        jdbc.sql(SAVE).params(Rows.SEGMENTS.arrays(List.of(segment))).update();
    }

    @Override
    public Optional<Segment> find(String id) {
        return jdbc.sql(SELECT + " WHERE id = ?").param(id).query(Rows.SEGMENTS).optional();
    }

    @Override
    public boolean delete(String id) {
        return jdbc.sql("DELETE FROM segments WHERE id = ?").param(id).update() > 0;
    }

    @Override
    public List<Segment> list(@Nullable String afterId, int limit) {
        // Every id is greater than the empty text.
        return jdbc.sql(SELECT + " WHERE id > ? ORDER BY id LIMIT ?")
                .params(afterId == null ? "" : afterId, limit)
                .query(Rows.SEGMENTS)
                .list();
    }

    @Override
    public long count() {
        return jdbc.sql("SELECT count(*) FROM segments").query(Long.class).single();
    }
}
