package io.minicrm.postgres;

import io.minicrm.campaign.SegmentUses;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the campaigns of segments from the table {@code campaigns}. */
final class PostgresSegmentUses implements SegmentUses {

    private static final String LAST = """
            SELECT segment_id, id, name, created_at, campaigns
            FROM (SELECT segment_id, id, name, created_at, count(*) OVER (PARTITION BY segment_id) AS campaigns,
                         row_number() OVER (PARTITION BY segment_id ORDER BY id DESC) AS place
                  FROM campaigns WHERE segment_id = ANY (:ids::text[])) ranked
            WHERE place <= greatest(1, :last)
            ORDER BY segment_id, place
            """;

    private final JdbcClient jdbc;

    PostgresSegmentUses(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public Map<String, Uses> of(Collection<String> segmentIds, int maxLast) {
        var uses = new HashMap<String, Uses>();
        jdbc.sql(LAST)
                .param("ids", segmentIds.toArray(String[]::new))
                .param("last", maxLast)
                .query(row -> {
                    long campaigns = row.getLong("campaigns");
                    Uses found = uses.computeIfAbsent(
                            row.getString("segment_id"), _ -> new Uses(campaigns, new ArrayList<>()));
                    if (found.last().size() < maxLast) {
                        found.last()
                                .add(new Use(
                                        row.getString("id"),
                                        row.getString("name"),
                                        Timestamps.read(row, "created_at")));
                    }
                });
        return uses;
    }
}
