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

    private static final String UNCERTAIN = """
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

    /**
     * Two aggregators that count the last two chunks of a campaign must not both miss the other's: whoever comes second waits here, and
     * then sees what the first has counted. Not the campaign's row, which publishers skip while it is locked.
     */
    private static final String TAKE_TURNS = """
            SELECT pg_advisory_xact_lock(:space, campaign)
            FROM (SELECT DISTINCT campaign FROM unnest(:campaigns::int[]) AS t (campaign) ORDER BY campaign) counted
            """;

    /** The first half of the advisory lock's key, so that it is nobody else's. */
    private static final int TURNS = 0x6d63726d;

    private static final String FINISH = """
            UPDATE campaigns c
            SET finished_at = :now, status = CASE WHEN status = 'cancelled' THEN status ELSE 'completed' END
            WHERE c.number = ANY (:campaigns::int[]) AND c.planned_at IS NOT NULL AND c.finished_at IS NULL
              AND c.audience = (
                  SELECT sum(unknown + skipped + failed + sent) FROM chunk_progress p WHERE p.campaign = c.number)
            """;

    /** The attempt goes up, so that a late receipt of the old one cannot close the message again. */
    private static final String REOPEN = """
            WITH campaign AS (
                SELECT number FROM campaigns WHERE id = :campaign AND status <> 'cancelled'),
            opened AS (
                UPDATE deliveries d
                SET status = 1, attempt = attempt + 1, failures = 0, next_attempt_at = :now, updated_at = :now
                FROM campaign c
                WHERE d.campaign = c.number AND d.status = ANY (:statuses::int[])
                RETURNING d.campaign, d.chunk_index),
            touched AS (
                INSERT INTO touched_chunks (campaign, index) SELECT DISTINCT campaign, chunk_index FROM opened),
            again AS (
                UPDATE campaigns SET finished_at = NULL,
                    status = CASE WHEN status = 'completed' THEN 'running' ELSE status END
                WHERE number IN (SELECT campaign FROM opened))
            SELECT count(*) FROM opened
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
                .param("now", Times.parameter(now))
                .query(Answer::read)
                .list();
        granted.forEach(answer -> claims.set(answer.place(), new Claim.Granted(answer.failures())));
        if (granted.size() < requests.size()) {
            uncertain(requests).forEach(answer -> claims.set(answer.place(), new Claim.Uncertain(answer.failures())));
        }
        return claims;
    }

    private List<Answer> uncertain(List<ClaimRequest> requests) {
        return jdbc.sql(UNCERTAIN)
                .param("campaigns", column(requests, ClaimRequest::campaignId, String[]::new))
                .param("leads", column(requests, ClaimRequest::leadId, String[]::new))
                .param("attempts", column(requests, ClaimRequest::attempt, Integer[]::new))
                .query(Answer::read)
                .list();
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
                .param("times", column(receipts, receipt -> Times.text(receipt.at()), String[]::new))
                .param("nextAttempts", column(receipts, receipt -> Times.text(receipt.nextAttemptAt()), String[]::new))
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
            if (!touched.isEmpty()) {
                recount(lock(touched), now);
            }
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

    private void recount(List<ChunkKey> chunks, Instant now) {
        Integer[] campaigns = column(chunks, ChunkKey::campaign, Integer[]::new);
        jdbc.sql(RECOUNT)
                .param("campaigns", campaigns)
                .param("indexes", column(chunks, ChunkKey::index, Integer[]::new))
                .update();
        jdbc.sql(TAKE_TURNS)
                .param("space", TURNS)
                .param("campaigns", campaigns)
                .query((row, number) -> number)
                .list();
        jdbc.sql(FINISH)
                .param("campaigns", campaigns)
                .param("now", Times.parameter(now))
                .update();
    }

    @Override
    public long reopen(String campaignId, Set<DeliveryStatus> statuses, Instant now) {
        return jdbc.sql(REOPEN)
                .param("campaign", campaignId)
                .param("statuses", statuses.stream().map(Enum::ordinal).toArray(Integer[]::new))
                .param("now", Times.parameter(now))
                .query(Long.class)
                .single();
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
                Times.required(row, "claimed_at"),
                Times.required(row, "updated_at"),
                Times.optional(row, "next_attempt_at"));
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

    private record ChunkKey(int campaign, int index) {

        static ChunkKey read(ResultSet row, int number) throws SQLException {
            return new ChunkKey(row.getInt("campaign"), row.getInt("index"));
        }
    }
}
