package io.minicrm.postgres;

import io.minicrm.campaign.Campaigns;
import io.minicrm.gate.LimitKey;
import io.minicrm.gate.LimitUses;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What senders report of their limits, in the table {@code limit_uses}. */
final class PostgresLimitUses implements LimitUses {

    /** A row may not be deleted and written in one statement. */
    private static final String REPORT = """
            WITH given AS (
                SELECT * FROM unnest(:limits::text[], :rates::float8[], :held::bigint[])
                    AS g (limit_code, per_second, held)),
            gone AS (
                DELETE FROM limit_uses u
                WHERE u.sender = :sender AND NOT EXISTS (SELECT FROM given g WHERE g.limit_code = u.limit_code)
                   OR u.sender <> :sender AND u.reported_at NOT BETWEEN :oldest AND :newest)
            INSERT INTO limit_uses (sender, limit_code, per_second, held, reported_at)
            SELECT :sender, limit_code, per_second, held, :now FROM given
            ON CONFLICT (sender, limit_code) DO UPDATE
            SET per_second = excluded.per_second, held = excluded.held, reported_at = excluded.reported_at
            """;

    private static final String CURRENT = """
            SELECT limit_code, sum(per_second) AS per_second, sum(held) AS held
            FROM limit_uses WHERE reported_at BETWEEN :oldest AND :newest
            GROUP BY limit_code ORDER BY limit_code
            """;

    private final JdbcClient jdbc;

    PostgresLimitUses(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public void report(String sender, List<Use> uses, Instant now) {
        jdbc.sql(REPORT)
                .param("sender", sender)
                .param("limits", Columns.of(uses, use -> use.limit().code(), String[]::new))
                .param("rates", Columns.of(uses, Use::perSecond, Double[]::new))
                .param("held", Columns.of(uses, Use::held, Long[]::new))
                .param("now", Timestamps.of(now))
                .param("oldest", Timestamps.of(now.minus(FORGOTTEN)))
                .param("newest", Timestamps.of(now.plus(Campaigns.CLOCKS_DIFFER)))
                .update();
    }

    @Override
    public List<Use> current(Instant now) {
        return jdbc.sql(CURRENT)
                .param("oldest", Timestamps.of(now.minus(FRESH)))
                .param("newest", Timestamps.of(now.plus(Campaigns.CLOCKS_DIFFER)))
                .query((row, number) -> new Use(
                        LimitKey.ofCode(row.getString("limit_code")).orElseThrow(),
                        row.getDouble("per_second"),
                        row.getLong("held")))
                .list();
    }
}
