package io.minicrm.postgres;

import io.minicrm.delivery.CampaignStats;
import io.minicrm.delivery.Tallies;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The tallies of chunks, in {@code chunk_progress}: counted from the rows of the delivery log, never incremented. */
final class PostgresTallies implements Tallies {

    /**
     * The oldest. By their place (ctid), because the table has no index: one would keep entries of all the rows that
     * were deleted since the last vacuum.
     */
    private static final String TAKE_TOUCHED = """
            DELETE FROM touched_chunks WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM touched_chunks ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED))
            RETURNING campaign, index
            """;

    /** Locks the chunks before they are counted, so that of two aggregators the later count is written last. */
    private static final String LOCK = """
            SELECT p.campaign, p.index
            FROM (SELECT DISTINCT * FROM unnest(:campaigns::int[], :indexes::int[]) AS t (campaign, index)) touched
            JOIN chunk_progress p ON p.campaign = touched.campaign AND p.index = touched.index
            ORDER BY p.campaign, p.index
            FOR UPDATE OF p
            """;

    private static final String RECOUNT = StatusCodes.in("""
            UPDATE chunk_progress p
            SET sending = t.sending, postponed = t.postponed, retrying = t.retrying, unknown = t.unknown,
                skipped = t.skipped, failed = t.failed, sent = t.sent, delivered = t.delivered, bounced = t.bounced,
                next_attempt_at = t.next_attempt_at
            FROM unnest(:campaigns::int[], :indexes::int[]) AS k (campaign, index)
            JOIN chunk_progress range ON range.campaign = k.campaign AND range.index = k.index
            CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE status = {sending}) AS sending,
                       count(*) FILTER (WHERE status = {postponed}) AS postponed,
                       count(*) FILTER (WHERE status = {retrying}) AS retrying,
                       count(*) FILTER (WHERE status = {unknown}) AS unknown,
                       count(*) FILTER (WHERE status = {skipped}) AS skipped,
                       count(*) FILTER (WHERE status = {failed}) AS failed,
                       count(*) FILTER (WHERE status IN {any:sent}) AS sent,
                       count(*) FILTER (WHERE status = {delivered}) AS delivered,
                       count(*) FILTER (WHERE status = {bounced}) AS bounced,
                       min(d.next_attempt_at) FILTER (WHERE status IN {any:waiting}) AS next_attempt_at
                FROM deliveries d
                WHERE d.campaign = range.campaign AND d.lead_id BETWEEN range.first_lead AND range.last_lead) t
            WHERE p.campaign = k.campaign AND p.index = k.index
            """);

    private static final String FINISH = """
            UPDATE campaigns c
            SET finished_at = :now, status = CASE WHEN status = 'cancelled' THEN status ELSE 'completed' END
            WHERE c.number = ANY (:campaigns::int[]) AND c.planned_at IS NOT NULL AND c.finished_at IS NULL
              AND c.audience <= (
                  SELECT sum(unknown + skipped + failed + sent) FROM chunk_progress p WHERE p.campaign = c.number)
            """;

    private static final String STATS = """
            SELECT c.id, c.audience,
                   coalesce(sum(p.leads) FILTER (WHERE p.published_at IS NOT NULL), 0) AS published,
                   coalesce(sum(p.sending), 0) AS sending, coalesce(sum(p.postponed), 0) AS postponed,
                   coalesce(sum(p.retrying), 0) AS retrying,
                   coalesce(sum(p.retrying) FILTER (WHERE p.next_attempt_at > now() + interval '1 minute'), 0)
                       AS deferred,
                   coalesce(sum(p.sent), 0) AS sent, coalesce(sum(p.delivered), 0) AS delivered,
                   coalesce(sum(p.bounced), 0) AS bounced, coalesce(sum(p.failed), 0) AS failed,
                   coalesce(sum(p.skipped), 0) AS skipped, coalesce(sum(p.unknown), 0) AS unknown,
                   (SELECT count(*) FROM dead_letters l WHERE l.campaign = c.number) AS dead_letters
            FROM campaigns c LEFT JOIN chunk_progress p ON p.campaign = c.number
            WHERE c.id = ANY (:ids)
            GROUP BY c.number
            """;

    /** Wrong tallies had completed the campaign. They are correct now, and messages are missing. */
    private static final String UNFINISH = """
            UPDATE campaigns c
            SET finished_at = NULL, status = CASE WHEN status = 'completed' THEN 'running' ELSE status END
            WHERE c.number = ANY (:campaigns::int[]) AND c.planned_at IS NOT NULL AND c.finished_at IS NOT NULL
              AND c.audience > (
                  SELECT sum(unknown + skipped + failed + sent) FROM chunk_progress p WHERE p.campaign = c.number)
            """;

    /**
     * If two aggregators counted a campaign's last chunks at once, each would miss the other's count and neither would
     * complete it. So they take turns. They do not lock the campaign's row for this, because the publisher locks it
     * many times a second.
     */
    private static final String TAKE_TURNS = """
            SELECT count(pg_advisory_xact_lock(:space, number))
            FROM (SELECT number FROM unnest(:campaigns::int[]) AS c (number) ORDER BY number) campaign
            """;

    private static final int LOCK_SPACE = 0x7A11;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    PostgresTallies(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    }

    @Override
    public int recount(int limit, Instant now) {
        Integer taken = transaction.execute(status -> {
            List<ChunkKey> touched = jdbc.sql(TAKE_TOUCHED)
                    .param("limit", limit)
                    .query(ChunkKey::read)
                    .list();
            if (!touched.isEmpty()) {
                finish(count(touched), now);
            }
            return touched.size();
        });
        return taken == null ? 0 : taken;
    }

    /** Counts chunks, within a transaction, and returns each once. */
    List<ChunkKey> count(List<ChunkKey> touched) {
        List<ChunkKey> chunks = jdbc.sql(LOCK)
                .param("campaigns", Columns.of(touched, ChunkKey::campaign, Integer[]::new))
                .param("indexes", Columns.of(touched, ChunkKey::index, Integer[]::new))
                .query(ChunkKey::read)
                .list();
        jdbc.sql(RECOUNT)
                .param("campaigns", Columns.of(chunks, ChunkKey::campaign, Integer[]::new))
                .param("indexes", Columns.of(chunks, ChunkKey::index, Integer[]::new))
                .update();
        return chunks;
    }

    private void finish(List<ChunkKey> chunks, Instant now) {
        Integer[] campaigns =
                chunks.stream().map(ChunkKey::campaign).distinct().sorted().toArray(Integer[]::new);
        jdbc.sql(TAKE_TURNS)
                .param("space", LOCK_SPACE)
                .param("campaigns", campaigns)
                .query(Long.class)
                .single();
        jdbc.sql(FINISH)
                .param("campaigns", campaigns)
                .param("now", Timestamps.of(now))
                .update();
        jdbc.sql(UNFINISH).param("campaigns", campaigns).update();
    }

    @Override
    public void touch(String campaignId) {
        jdbc.sql("""
                        INSERT INTO touched_chunks (campaign, index)
                        SELECT p.campaign, p.index FROM campaigns c JOIN chunk_progress p ON p.campaign = c.number
                        WHERE c.id = ?
                        """).param(campaignId).update();
    }

    @Override
    public void touchUnfinished() {
        jdbc.sql("""
                        INSERT INTO touched_chunks (campaign, index)
                        SELECT p.campaign, p.index FROM campaigns c JOIN chunk_progress p ON p.campaign = c.number
                        WHERE c.finished_at IS NULL
                        """).update();
    }

    @Override
    public List<CampaignStats> stats(Set<String> campaignIds) {
        return jdbc.sql(STATS)
                .param("ids", campaignIds.toArray(String[]::new))
                .query((row, number) -> new CampaignStats(
                        row.getString("id"),
                        row.getLong("audience"),
                        row.getLong("published"),
                        row.getLong("sending"),
                        row.getLong("postponed"),
                        row.getLong("retrying"),
                        row.getLong("deferred"),
                        row.getLong("sent"),
                        row.getLong("delivered"),
                        row.getLong("bounced"),
                        row.getLong("failed"),
                        row.getLong("skipped"),
                        row.getLong("unknown"),
                        row.getLong("dead_letters")))
                .list();
    }

    /** A chunk by its campaign's number. */
    record ChunkKey(int campaign, int index) {

        static ChunkKey read(ResultSet row, int number) throws SQLException {
            return new ChunkKey(row.getInt("campaign"), row.getInt("index"));
        }
    }
}
