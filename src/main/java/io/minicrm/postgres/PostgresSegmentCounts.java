package io.minicrm.postgres;

import io.minicrm.segment.Segment;
import io.minicrm.segment.SegmentCounts;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts in the table {@code segment_counts}. */
final class PostgresSegmentCounts implements SegmentCounts {

    /** Only the segment as it is stored is counted: a row of one that was deleted would stay for good. */
    private static final String REMEMBER = """
            INSERT INTO segment_counts (segment_id, segment_updated_at, leads, counted_at)
            SELECT id, updated_at, :leads, :countedAt FROM segments WHERE id = :id AND updated_at = :updatedAt
            ON CONFLICT (segment_id) DO UPDATE
            SET segment_updated_at = excluded.segment_updated_at, leads = excluded.leads,
                counted_at = excluded.counted_at
            """;

    private final JdbcClient jdbc;

    PostgresSegmentCounts(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public void remember(Segment segment, Counted counted) {
        jdbc.sql(REMEMBER)
                .param("id", segment.id())
                .param("updatedAt", Timestamps.ofNullable(segment.updatedAt()))
                .param("leads", counted.leads())
                .param("countedAt", Timestamps.ofNullable(counted.countedAt()))
                .update();
    }

    @Override
    public Map<String, Counted> of(Collection<Segment> segments) {
        var counts = new HashMap<String, Counted>();
        jdbc.sql("""
                SELECT c.segment_id, c.leads, c.counted_at
                FROM segment_counts c JOIN segments s ON s.id = c.segment_id AND s.updated_at = c.segment_updated_at
                WHERE c.segment_id = ANY (:ids::text[])
                """)
                .param("ids", segments.stream().map(Segment::id).toArray(String[]::new))
                .query(row -> {
                    counts.put(
                            row.getString("segment_id"),
                            new Counted(row.getLong("leads"), Timestamps.read(row, "counted_at")));
                });
        return counts;
    }
}
