package io.minicrm.postgres;

import io.minicrm.delivery.CampaignStats;
import io.minicrm.delivery.DeliveryLog;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Receipt;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The delivery log in the table {@code deliveries}, and its tallies in {@code chunk_progress}. Batches travel as arrays, one statement
 * whatever their size.
 */
final class PostgresDeliveryLog implements DeliveryLog {

    /** Inserts in order of the key: neighbours share pages, and two batches cannot lock each other out. */
    private static final String CLAIM = """
            WITH request AS (
                SELECT u.n, c.number AS campaign, u.lead_id, u.chunk_index, u.attempt
                FROM unnest(:campaigns::text[], :leads::text[], :chunks::int[], :attempts::int[])
                    WITH ORDINALITY AS u (campaign_id, lead_id, chunk_index, attempt, n)
                JOIN campaigns c ON c.id = u.campaign_id),
            granted AS (
                INSERT INTO deliveries AS d (campaign, lead_id, chunk_index, status, attempt, claim, claimed_at, updated_at)
                SELECT campaign, lead_id, chunk_index, 0, attempt, :token, :now, :now FROM request
                ORDER BY campaign, lead_id
                ON CONFLICT (campaign, lead_id) DO UPDATE
                SET status = 0, attempt = excluded.attempt, claim = excluded.claim, claimed_at = excluded.claimed_at,
                    updated_at = excluded.updated_at, next_attempt_at = NULL
                WHERE (d.status = 1 AND d.attempt < excluded.attempt)
                   OR (d.status = 0 AND d.attempt = excluded.attempt AND d.claim = excluded.claim)
                RETURNING d.campaign, d.lead_id, d.failures)
            SELECT r.n, g.failures FROM request r JOIN granted g ON g.campaign = r.campaign AND g.lead_id = r.lead_id
            """;

    private static final String CLAIMED = """
            SELECT u.n, d.failures
            FROM unnest(:campaigns::text[], :leads::text[], :attempts::int[])
                WITH ORDINALITY AS u (campaign_id, lead_id, attempt, n)
            JOIN campaigns c ON c.id = u.campaign_id
            JOIN deliveries d ON d.campaign = c.number AND d.lead_id = u.lead_id
            WHERE d.status = 0 AND d.attempt = u.attempt
            """;

    /** The ladder, as DeliveryStatus tells it: from sent (5) on a fact about the message, below it a fact about an attempt. */
    private static final String APPLY = """
            WITH receipt AS (
                SELECT c.number AS campaign, u.*
                FROM unnest(:campaigns::text[], :leads::text[], :statuses::int[], :attempts::int[], :messageIds::text[],
                        :errors::text[], :times::timestamptz[], :nextAttempts::timestamptz[], :failures::int[])
                    AS u (campaign_id, lead_id, status, attempt, message_id, error, at, next_attempt_at, failures)
                JOIN campaigns c ON c.id = u.campaign_id),
            hit AS (
                SELECT d.campaign, d.chunk_index
                FROM receipt r JOIN deliveries d ON d.campaign = r.campaign AND d.lead_id = r.lead_id),
            climbed AS (
                UPDATE deliveries d
                SET status = r.status, updated_at = r.at, error = r.error, next_attempt_at = r.next_attempt_at,
                    attempt = CASE WHEN r.attempt > d.attempt THEN r.attempt ELSE d.attempt END,
                    failures = coalesce(r.failures, d.failures),
                    provider_message_id = coalesce(r.message_id, d.provider_message_id)
                FROM receipt r
                WHERE d.campaign = r.campaign AND d.lead_id = r.lead_id
                  AND CASE WHEN r.status >= 5 THEN r.status > d.status
                           WHEN d.status >= 5 THEN false
                           WHEN r.attempt IS NULL OR r.attempt = d.attempt THEN r.status > d.status
                           ELSE r.attempt > d.attempt END),
            touched AS (
                INSERT INTO touched_chunks (campaign, index) SELECT DISTINCT campaign, chunk_index FROM hit)
            SELECT count(*) FROM hit
            """;

    private static final String TAKE_TOUCHED = """
            DELETE FROM touched_chunks WHERE id IN (
                SELECT id FROM touched_chunks ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED)
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

    private static final String RECOUNT = """
            UPDATE chunk_progress p
            SET sending = t.sending, retrying = t.retrying, unknown = t.unknown, skipped = t.skipped, failed = t.failed,
                sent = t.sent, delivered = t.delivered, bounced = t.bounced, next_attempt_at = t.next_attempt_at
            FROM unnest(:campaigns::int[], :indexes::int[]) AS k (campaign, index)
            JOIN chunk_progress range ON range.campaign = k.campaign AND range.index = k.index
            CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE status = 0) AS sending,
                       count(*) FILTER (WHERE status = 1) AS retrying,
                       count(*) FILTER (WHERE status = 2) AS unknown,
                       count(*) FILTER (WHERE status = 3) AS skipped,
                       count(*) FILTER (WHERE status = 4) AS failed,
                       count(*) FILTER (WHERE status >= 5) AS sent,
                       count(*) FILTER (WHERE status = 6) AS delivered,
                       count(*) FILTER (WHERE status = 7) AS bounced,
                       min(d.next_attempt_at) FILTER (WHERE status = 1) AS next_attempt_at
                FROM deliveries d
                WHERE d.campaign = range.campaign AND d.lead_id BETWEEN range.first_lead AND range.last_lead) t
            WHERE p.campaign = k.campaign AND p.index = k.index
            """;

    private static final String FINISH = """
            UPDATE campaigns c
            SET finished_at = :now, status = CASE WHEN status = 'cancelled' THEN status ELSE 'completed' END
            WHERE c.planned_at IS NOT NULL AND c.finished_at IS NULL
              AND (c.number = ANY (:campaigns::int[]) OR :all AND (c.started_at IS NOT NULL OR c.status = 'cancelled'))
              AND c.audience = (
                  SELECT sum(unknown + skipped + failed + sent) FROM chunk_progress p WHERE p.campaign = c.number)
            """;

    /** The attempt goes up, so that a late receipt of the old one cannot close the message again. */
    private static final String REOPEN = """
            WITH opened AS (
                UPDATE deliveries d
                SET status = 1, attempt = attempt + 1, failures = 0, next_attempt_at = :now, updated_at = :now
                FROM campaigns c
                WHERE c.id = :campaign AND c.status <> 'cancelled'
                  AND d.campaign = c.number AND d.status = ANY (:statuses::int[])
                RETURNING d.campaign, d.chunk_index)
            SELECT campaign, chunk_index AS index, count(*) AS messages FROM opened GROUP BY campaign, chunk_index
            """;

    private static final String RUN_AGAIN = """
            UPDATE campaigns SET finished_at = NULL, status = CASE WHEN status = 'completed' THEN 'running' ELSE status END
            WHERE id = :campaign
            """;

    private static final String STATS = """
            SELECT c.id, c.audience,
                   coalesce(sum(p.leads) FILTER (WHERE p.published_at IS NOT NULL), 0) AS published,
                   coalesce(sum(p.sending), 0) AS sending, coalesce(sum(p.retrying), 0) AS retrying,
                   coalesce(sum(p.sent), 0) AS sent, coalesce(sum(p.delivered), 0) AS delivered,
                   coalesce(sum(p.bounced), 0) AS bounced, coalesce(sum(p.failed), 0) AS failed,
                   coalesce(sum(p.skipped), 0) AS skipped, coalesce(sum(p.unknown), 0) AS unknown
            FROM campaigns c LEFT JOIN chunk_progress p ON p.campaign = c.number
            WHERE c.id = ANY (:ids)
            GROUP BY c.number
            """;

    private static final DeliveryStatus[] RUNGS = DeliveryStatus.values();

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    PostgresDeliveryLog(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    }

    @Override
    public List<Claim> claim(List<ClaimRequest> requests, String token, Instant now) {
        if (requests.isEmpty()) {
            return List.of();
        }
        List<Claim> claims = new ArrayList<>(Collections.nCopies(requests.size(), new Claim.Stale()));
        List<Answer> granted = jdbc.sql(CLAIM)
                .param("campaigns", column(requests, ClaimRequest::campaignId, String[]::new))
                .param("leads", column(requests, ClaimRequest::leadId, String[]::new))
                .param("chunks", column(requests, ClaimRequest::chunkIndex, Integer[]::new))
                .param("attempts", column(requests, ClaimRequest::attempt, Integer[]::new))
                .param("token", UUID.fromString(token))
                .param("now", Timestamps.ofNullable(now))
                .query(Answer::read)
                .list();
        granted.forEach(answer -> claims.set(answer.place(), new Claim.Granted(answer.failures())));
        if (granted.size() < requests.size()) {
            markUncertain(requests, claims);
        }
        return claims;
    }

    /** Those that were not granted may have been claimed before; what has just been granted looks the same in the table. */
    private void markUncertain(List<ClaimRequest> requests, List<Claim> claims) {
        jdbc
                .sql(CLAIMED)
                .param("campaigns", column(requests, ClaimRequest::campaignId, String[]::new))
                .param("leads", column(requests, ClaimRequest::leadId, String[]::new))
                .param("attempts", column(requests, ClaimRequest::attempt, Integer[]::new))
                .query(Answer::read)
                .list()
                .stream()
                .filter(answer -> claims.get(answer.place()) instanceof Claim.Stale)
                .forEach(answer -> claims.set(answer.place(), new Claim.Uncertain(answer.failures())));
    }

    @Override
    public int apply(List<Receipt> receipts) {
        int found = 0;
        for (List<Receipt> round : ReceiptRounds.of(receipts)) {
            found += applyRound(round);
        }
        return found;
    }

    private int applyRound(List<Receipt> receipts) {
        return jdbc.sql(APPLY)
                .param("campaigns", column(receipts, Receipt::campaignId, String[]::new))
                .param("leads", column(receipts, Receipt::leadId, String[]::new))
                .param("statuses", column(receipts, receipt -> receipt.status().ordinal(), Integer[]::new))
                .param("attempts", column(receipts, Receipt::attempt, Integer[]::new))
                .param("messageIds", column(receipts, Receipt::providerMessageId, String[]::new))
                .param("errors", column(receipts, Receipt::error, String[]::new))
                .param("times", column(receipts, receipt -> Timestamps.textOrNull(receipt.at()), String[]::new))
                .param(
                        "nextAttempts",
                        column(receipts, receipt -> Timestamps.textOrNull(receipt.nextAttemptAt()), String[]::new))
                .param("failures", column(receipts, Receipt::failures, Integer[]::new))
                .query(Integer.class)
                .single();
    }

    @Override
    public int recount(int limit, Instant now) {
        Integer taken = transaction.execute(status -> {
            List<ChunkKey> touched = jdbc.sql(TAKE_TOUCHED)
                    .param("limit", limit)
                    .query(ChunkKey::read)
                    .list();
            List<ChunkKey> chunks = touched.isEmpty() ? List.of() : lock(touched);
            if (!chunks.isEmpty()) {
                count(chunks);
            }
            finish(chunks, now);
            return touched.size();
        });
        return taken == null ? 0 : taken;
    }

    private List<ChunkKey> lock(List<ChunkKey> touched) {
        return jdbc.sql(LOCK)
                .param("campaigns", column(touched, ChunkKey::campaign, Integer[]::new))
                .param("indexes", column(touched, ChunkKey::index, Integer[]::new))
                .query(ChunkKey::read)
                .list();
    }

    private void count(List<ChunkKey> chunks) {
        jdbc.sql(RECOUNT)
                .param("campaigns", column(chunks, ChunkKey::campaign, Integer[]::new))
                .param("indexes", column(chunks, ChunkKey::index, Integer[]::new))
                .update();
    }

    /**
     * Completes what is complete. When there is nothing to count, all campaigns are looked at: of two aggregators that each counted
     * the last chunk but one, neither saw the other's.
     */
    private void finish(List<ChunkKey> chunks, Instant now) {
        jdbc.sql(FINISH)
                .param("all", chunks.isEmpty())
                .param(
                        "campaigns",
                        chunks.stream().map(ChunkKey::campaign).distinct().toArray(Integer[]::new))
                .param("now", Timestamps.ofNullable(now))
                .update();
    }

    /**
     * One transaction, unlike all else here: a campaign whose tallies still say that all is settled would be completed again at once.
     */
    @Override
    public long reopen(String campaignId, Set<DeliveryStatus> statuses, Instant now) {
        Long opened = transaction.execute(status -> {
            List<Reopened> chunks = jdbc.sql(REOPEN)
                    .param("campaign", campaignId)
                    .param("statuses", statuses.stream().map(Enum::ordinal).toArray(Integer[]::new))
                    .param("now", Timestamps.ofNullable(now))
                    .query(Reopened::read)
                    .list();
            if (!chunks.isEmpty()) {
                count(lock(chunks.stream().map(Reopened::chunk).toList()));
                jdbc.sql(RUN_AGAIN).param("campaign", campaignId).update();
            }
            return chunks.stream().mapToLong(Reopened::messages).sum();
        });
        return opened == null ? 0 : opened;
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
                        row.getLong("retrying"),
                        row.getLong("sent"),
                        row.getLong("delivered"),
                        row.getLong("bounced"),
                        row.getLong("failed"),
                        row.getLong("skipped"),
                        row.getLong("unknown")))
                .list();
    }

    @Override
    public List<Delivery> deliveries(
            String campaignId, @Nullable DeliveryStatus status, @Nullable String afterLeadId, int limit) {
        return jdbc.sql("""
                        SELECT c.id, d.* FROM campaigns c JOIN deliveries d ON d.campaign = c.number
                        WHERE c.id = :campaign
                          AND (:status::int IS NULL OR d.status = :status::int)
                          AND (:after::text IS NULL OR d.lead_id > :after)
                        ORDER BY d.lead_id LIMIT :limit
                        """)
                .param("campaign", campaignId)
                .param("status", status == null ? null : status.ordinal())
                .param("after", afterLeadId)
                .param("limit", limit)
                .query(PostgresDeliveryLog::delivery)
                .list();
    }

    @Override
    public List<Delivery> deliveriesTo(String leadId, @Nullable String beforeCampaignId, int limit) {
        return jdbc.sql("""
                        SELECT c.id, d.* FROM campaigns c JOIN deliveries d ON d.campaign = c.number AND d.lead_id = :lead
                        WHERE :before::text IS NULL OR c.id < :before
                        ORDER BY c.id DESC LIMIT :limit
                        """)
                .param("lead", leadId)
                .param("before", beforeCampaignId)
                .param("limit", limit)
                .query(PostgresDeliveryLog::delivery)
                .list();
    }

    private static Delivery delivery(ResultSet row, int number) throws SQLException {
        return new Delivery(
                row.getString("id"),
                row.getString("lead_id"),
                row.getInt("chunk_index"),
                RUNGS[row.getInt("status")],
                row.getInt("attempt"),
                row.getString("provider_message_id"),
                row.getString("error"),
                Timestamps.read(row, "claimed_at"),
                Timestamps.read(row, "updated_at"),
                Timestamps.readNullable(row, "next_attempt_at"));
    }

    private static <R, T extends @Nullable Object> T[] column(
            List<R> rows, Function<R, T> value, IntFunction<T[]> array) {
        T[] column = array.apply(rows.size());
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(rows.get(i));
        }
        return column;
    }

    /** What the database says to one request of a batch, counted from 0. */
    private record Answer(int place, int failures) {

        static Answer read(ResultSet row, int number) throws SQLException {
            return new Answer(row.getInt("n") - 1, row.getInt("failures"));
        }
    }

    private record Reopened(ChunkKey chunk, long messages) {

        static Reopened read(ResultSet row, int number) throws SQLException {
            return new Reopened(ChunkKey.read(row, number), row.getLong("messages"));
        }
    }

    private record ChunkKey(int campaign, int index) {

        static ChunkKey read(ResultSet row, int number) throws SQLException {
            return new ChunkKey(row.getInt("campaign"), row.getInt("index"));
        }
    }
}
