package io.minicrm.postgres;

import io.minicrm.delivery.CampaignStats;
import io.minicrm.delivery.DeliveryLog;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.ReceiptRounds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The delivery log in the table {@code deliveries}; {@link PostgresTallies} keeps its tallies. Batches travel as arrays, one statement
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

    private static final DeliveryStatus[] RUNGS = DeliveryStatus.values();

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final PostgresTallies tallies;
    private final PostgresSurvey survey;

    PostgresDeliveryLog(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        this.tallies = new PostgresTallies(jdbc, transaction);
        this.survey = new PostgresSurvey(jdbc);
    }

    @Override
    public List<Claim> claim(List<ClaimRequest> requests, String token, Instant now) {
        if (requests.isEmpty()) {
            return List.of();
        }
        List<Claim> claims = new ArrayList<>(Collections.nCopies(requests.size(), new Claim.Stale()));
        List<Answer> granted = jdbc.sql(CLAIM)
                .param("campaigns", Columns.of(requests, ClaimRequest::campaignId, String[]::new))
                .param("leads", Columns.of(requests, ClaimRequest::leadId, String[]::new))
                .param("chunks", Columns.of(requests, ClaimRequest::chunkIndex, Integer[]::new))
                .param("attempts", Columns.of(requests, ClaimRequest::attempt, Integer[]::new))
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
                .param("campaigns", Columns.of(requests, ClaimRequest::campaignId, String[]::new))
                .param("leads", Columns.of(requests, ClaimRequest::leadId, String[]::new))
                .param("attempts", Columns.of(requests, ClaimRequest::attempt, Integer[]::new))
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
                .param("campaigns", Columns.of(receipts, Receipt::campaignId, String[]::new))
                .param("leads", Columns.of(receipts, Receipt::leadId, String[]::new))
                .param(
                        "statuses",
                        Columns.of(receipts, receipt -> receipt.status().ordinal(), Integer[]::new))
                .param("attempts", Columns.of(receipts, Receipt::attempt, Integer[]::new))
                .param("messageIds", Columns.of(receipts, Receipt::providerMessageId, String[]::new))
                .param("errors", Columns.of(receipts, Receipt::error, String[]::new))
                .param("times", Columns.of(receipts, receipt -> Timestamps.textOrNull(receipt.at()), String[]::new))
                .param(
                        "nextAttempts",
                        Columns.of(receipts, receipt -> Timestamps.textOrNull(receipt.nextAttemptAt()), String[]::new))
                .param("failures", Columns.of(receipts, Receipt::failures, Integer[]::new))
                .query(Integer.class)
                .single();
    }

    @Override
    public int recount(int limit, Instant now) {
        return tallies.recount(limit, now);
    }

    @Override
    public void touch(String campaignId) {
        tallies.touch(campaignId);
    }

    @Override
    public void touchUnfinished() {
        tallies.touchUnfinished();
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
                tallies.count(chunks.stream().map(Reopened::chunk).toList());
                jdbc.sql(RUN_AGAIN).param("campaign", campaignId).update();
            }
            return chunks.stream().mapToLong(Reopened::messages).sum();
        });
        return opened == null ? 0 : opened;
    }

    @Override
    public List<CampaignStats> stats(Set<String> campaignIds) {
        return tallies.stats(campaignIds);
    }

    @Override
    public void noteDeadLetter(String campaignId, String topic, int partition, long offset) {
        jdbc.sql("""
                        INSERT INTO dead_letters (campaign, topic, partition, record_offset)
                        SELECT number, :topic, :partition, :offset FROM campaigns WHERE id = :campaign
                        ON CONFLICT DO NOTHING
                        """)
                .param("campaign", campaignId)
                .param("topic", topic)
                .param("partition", partition)
                .param("offset", offset)
                .update();
    }

    @Override
    public Survey survey(String campaignId, Instant since, int maxReasons) {
        return survey.of(campaignId, since, maxReasons);
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

    /** What the database says to one request of a batch, counted from 0. */
    private record Answer(int place, int failures) {

        static Answer read(ResultSet row, int number) throws SQLException {
            return new Answer(row.getInt("n") - 1, row.getInt("failures"));
        }
    }

    private record Reopened(PostgresTallies.ChunkKey chunk, long messages) {

        static Reopened read(ResultSet row, int number) throws SQLException {
            return new Reopened(PostgresTallies.ChunkKey.read(row, number), row.getLong("messages"));
        }
    }
}
