package io.minicrm.postgres;

import io.minicrm.segment.RuleJson;
import io.minicrm.segment.Segment;
import io.minicrm.segment.Segments;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Segments in the table {@code segments}, their rules as the JSON that people write. */
final class PostgresSegments implements Segments {

    private static final String SAVE = """
            INSERT INTO segments (id, name, rule, created_at, updated_at) VALUES (?, ?, ?::jsonb, ?, ?)
            ON CONFLICT (id) DO UPDATE
            SET name = excluded.name, rule = excluded.rule, updated_at = excluded.updated_at
            """;
    private static final String SELECT = "SELECT id, name, rule, created_at, updated_at FROM segments";

    private final JdbcClient jdbc;

    PostgresSegments(DataSource dataSource) {
        jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public void save(Segment segment) {
        jdbc.sql(SAVE)
                .params(
                        segment.id(),
                        segment.name(),
                        RuleJson.writeText(segment.rule()),
                        Timestamps.of(segment.createdAt()),
                        Timestamps.of(segment.updatedAt()))
                .update();
    }

    @Override
    public Optional<Segment> find(String id) {
        return jdbc.sql(SELECT + " WHERE id = ?")
                .param(id)
                .query(PostgresSegments::segment)
                .optional();
    }

    @Override
    public boolean delete(String id) {
        return jdbc.sql("DELETE FROM segments WHERE id = ?").param(id).update() > 0;
    }

    @Override
    public List<Segment> list(@Nullable String afterId, int limit) {
        // Every id comes after the empty text.
        return jdbc.sql(SELECT + " WHERE id > ? ORDER BY id LIMIT ?")
                .params(afterId == null ? "" : afterId, limit)
                .query(PostgresSegments::segment)
                .list();
    }

    static Segment segment(ResultSet row, int number) throws SQLException {
        return new Segment(
                row.getString("id"),
                row.getString("name"),
                RuleJson.read(row.getString("rule")),
                Timestamps.read(row, "created_at"),
                Timestamps.read(row, "updated_at"));
    }
}
