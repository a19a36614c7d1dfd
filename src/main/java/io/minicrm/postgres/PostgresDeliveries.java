package io.minicrm.postgres;

import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.Deliveries;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryFilter;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.NotSentAgain;
import io.minicrm.delivery.PastAttempts;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.ReceiptRounds;
import io.minicrm.gate.SkipReason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The delivery log in the table {@code deliveries}; {@link PostgresTallies} keeps its tallies. A batch is sent as
 * arrays, in one statement whatever its size.
 */
final class PostgresDeliveries implements Deliveries {

    /**
     * Inserts in order of the key: neighbours share pages, and two batches cannot deadlock ({@link LockOrder}). The
     * caller matches the granted rows to their requests: the planner does not know the length of the arrays, and would
     * join two of them by a nested loop.
     */
    private static final String CLAIM = StatusCodes.in("""
            WITH granted AS (
                INSERT INTO deliveries AS d (
                    campaign, lead_id, chunk_index, status, round, claim, claimed_at, updated_at)
                SELECT c.number, u.lead_id, u.chunk_index, {sending}, u.round, :token, :now, :now
                FROM unnest(:campaigns::text[], :leads::text[], :chunks::int[], :rounds::int[])
                    AS u (campaign_id, lead_id, chunk_index, round)
                JOIN campaigns c ON c.id = u.campaign_id
                ORDER BY c.number, u.lead_id COLLATE "C"
                ON CONFLICT (campaign, lead_id) DO UPDATE
                SET status = {sending}, round = excluded.round, claim = excluded.claim,
                    claimed_at = excluded.claimed_at, updated_at = excluded.updated_at, next_attempt_at = NULL,
                    error = NULL, held_by = NULL
                WHERE (d.status IN {any:waiting} AND d.round < excluded.round)
                   OR (d.status = {sending} AND d.round = excluded.round AND d.claim = excluded.claim)
                RETURNING d.campaign, d.lead_id, d.failures, d.maybe_sent)
            SELECT c.id AS campaign_id, g.lead_id, g.failures, g.maybe_sent
            FROM granted g JOIN campaigns c ON c.number = g.campaign
            """);

    /**
     * For messages that another sender has claimed. From now on two may send them, so whatever the other one reports,
     * they may have been sent.
     */
    private static final String TAKE_OVER = StatusCodes.in("""
            WITH taken AS (
                UPDATE deliveries d
                SET maybe_sent = true
                FROM (SELECT c.number AS campaign, u.lead_id, u.round
                    FROM unnest(:campaigns::text[], :leads::text[], :rounds::int[]) AS u (campaign_id, lead_id, round)
                    JOIN campaigns c ON c.id = u.campaign_id
                    ORDER BY c.number, u.lead_id COLLATE "C") r
                WHERE %s
                  AND d.status = {sending} AND d.round = r.round AND d.claim IS DISTINCT FROM :token::uuid
                RETURNING d.campaign, d.lead_id, d.failures)
            SELECT c.id AS campaign_id, t.lead_id, t.failures
            FROM taken t JOIN campaigns c ON c.number = t.campaign
            """.formatted(LockOrder.FOLLOWS));

    private static final String RECEIPTS = """
            FROM (SELECT c.number AS campaign, given.*
                FROM unnest(:campaigns::text[], :leads::text[], :statuses::int[], :rounds::int[], :messageIds::text[],
                        :errors::text[], :times::timestamptz[], :nextAttempts::timestamptz[], :failures::int[],
                        :heldBy::text[], :maybeSent::boolean[])
                    AS given (campaign_id, lead_id, status, round, message_id, error, at, next_attempt_at, failures,
                        held_by, maybe_sent)
                JOIN campaigns c ON c.id = given.campaign_id
                ORDER BY c.number, given.lead_id COLLATE "C") r
            """;

    /**
     * The order of DeliveryStatus: a status after the provider accepted the message wins over every round; below it,
     * the later round wins.
     */
    private static final String APPLY =
            StatusCodes.in("""
            WITH climbed AS (
                UPDATE deliveries d
                SET status = CASE WHEN r.status = {skipped} AND (r.maybe_sent OR d.maybe_sent) THEN {unknown}
                                  ELSE r.status END,
                    error = CASE WHEN r.status = {skipped} AND (r.maybe_sent OR d.maybe_sent) THEN %s
                                 ELSE r.error END,
                    updated_at = r.at, next_attempt_at = r.next_attempt_at, held_by = r.held_by,
                    maybe_sent = coalesce(r.maybe_sent, d.maybe_sent),
                    round = CASE WHEN r.round > d.round THEN r.round ELSE d.round END,
                    failures = coalesce(r.failures, d.failures),
                    provider_message_id = coalesce(r.message_id, d.provider_message_id)
                %s
                WHERE %s
                  AND CASE WHEN r.status IN {any:sent} THEN {rank:r.status} > {rank:d.status}
                           WHEN d.status IN {any:sent} THEN false
                           WHEN r.round IS NULL OR r.round = d.round THEN {rank:r.status} > {rank:d.status}
                           ELSE r.round > d.round END
                RETURNING d.campaign, d.chunk_index),
            touched AS (
                INSERT INTO touched_chunks (campaign, index) SELECT DISTINCT campaign, chunk_index FROM climbed)
            SELECT count(*) FROM climbed
            """.formatted(insteadOfSkipped("r.error"), RECEIPTS, LockOrder.FOLLOWS));

    /** For the receipts that say that a message may have been sent, also if they come too late to change its status. */
    private static final String REMEMBER =
            StatusCodes.in("""
            WITH remembered AS (
                UPDATE deliveries d
                SET maybe_sent = true,
                    status = CASE WHEN d.status = {skipped} THEN {unknown} ELSE d.status END,
                    error = CASE WHEN d.status = {skipped} THEN %s ELSE d.error END
                FROM (SELECT c.number AS campaign, given.lead_id
                    FROM unnest(:campaigns::text[], :leads::text[]) AS given (campaign_id, lead_id)
                    JOIN campaigns c ON c.id = given.campaign_id
                    ORDER BY c.number, given.lead_id COLLATE "C") r
                WHERE %s AND d.status NOT IN {any:sent} AND (d.maybe_sent IS NOT TRUE OR d.status = {skipped})
                RETURNING d.campaign, d.chunk_index)
            INSERT INTO touched_chunks (campaign, index) SELECT DISTINCT campaign, chunk_index FROM remembered
            """.formatted(insteadOfSkipped("d.error"), LockOrder.FOLLOWS));

    /**
     * For the receipts of a batch that changed no row: repeated and late ones, and those of messages that were never
     * claimed.
     */
    private static final String FIND = """
            WITH hit AS (
                SELECT d.campaign, d.chunk_index
                FROM unnest(:campaigns::text[], :leads::text[]) AS r (campaign_id, lead_id)
                JOIN campaigns c ON c.id = r.campaign_id
                JOIN deliveries d ON d.campaign = c.number AND d.lead_id = r.lead_id),
            touched AS (
                INSERT INTO touched_chunks (campaign, index) SELECT DISTINCT campaign, chunk_index FROM hit)
            SELECT count(*) FROM hit
            """;

    /** The round increases, so that a late receipt of an earlier round cannot settle the message again. */
    private static final String REOPEN = StatusCodes.in("""
            WITH opened AS (
                UPDATE deliveries d
                SET status = {retrying}, round = round + 1, failures = 0, next_attempt_at = :now, updated_at = :now,
                    maybe_sent = CASE WHEN d.status = {unknown} THEN true ELSE d.maybe_sent END
                FROM (SELECT ended.campaign, ended.lead_id
                    FROM campaigns c JOIN deliveries ended ON ended.campaign = c.number
                    WHERE c.id = :campaign AND c.status <> 'cancelled' AND ended.status = ANY (:statuses::int[])
                    ORDER BY ended.campaign, ended.lead_id) r
                WHERE %s AND d.status = ANY (:statuses::int[])
                RETURNING d.campaign, d.chunk_index)
            SELECT campaign, chunk_index AS index, count(*) AS messages FROM opened GROUP BY campaign, chunk_index
            """.formatted(LockOrder.FOLLOWS));

    private static final String RUN_AGAIN = """
            UPDATE campaigns
            SET finished_at = NULL, status = CASE WHEN status = 'completed' THEN 'running' ELSE status END
            WHERE id = :campaign
            """;

    /** The tallies say which chunks have postponed messages; each is a range of the primary key. */
    private static final String WAITING_FOR_LIMITS = StatusCodes.in("""
            SELECT c.id, held.held_by, sum(held.messages) AS messages
            FROM campaigns c JOIN chunk_progress p ON p.campaign = c.number AND p.postponed > 0
            CROSS JOIN LATERAL (
                SELECT d.held_by, count(*) AS messages FROM deliveries d
                WHERE d.campaign = p.campaign AND d.lead_id BETWEEN p.first_lead AND p.last_lead
                  AND d.status = {postponed} AND d.held_by IS NOT NULL
                GROUP BY d.held_by) held
            WHERE c.finished_at IS NULL AND c.status NOT IN ('paused', 'cancelled')
            GROUP BY c.id, held.held_by
            """);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final PostgresTallies tallies;
    private final PostgresSurvey survey;
    private final PostgresDeliveryPages pages;

    PostgresDeliveries(DataSource dataSource, PostgresTallies tallies) {
        this.jdbc = JdbcClient.create(dataSource);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        this.tallies = tallies;
        this.survey = new PostgresSurvey(jdbc);
        this.pages = new PostgresDeliveryPages(jdbc);
    }

    @Override
    public List<Claim> claim(List<ClaimRequest> requests, String token, Instant now) {
        if (requests.isEmpty()) {
            return List.of();
        }
        Map<MessageKey, Claim> claims = HashMap.newHashMap(requests.size());
        jdbc.sql(CLAIM)
                .param("campaigns", Columns.of(requests, ClaimRequest::campaignId, String[]::new))
                .param("leads", Columns.of(requests, ClaimRequest::leadId, String[]::new))
                .param("chunks", Columns.of(requests, ClaimRequest::chunkIndex, Integer[]::new))
                .param("rounds", Columns.of(requests, ClaimRequest::round, Integer[]::new))
                .param("token", UUID.fromString(token))
                .param("now", Timestamps.ofNullable(now))
                .query(row -> {
                    claims.put(
                            key(row),
                            new Claim.Granted(new PastAttempts(row.getInt("failures"), row.getBoolean("maybe_sent"))));
                });
        if (claims.size() < requests.size()) {
            takeOver(requests, token, claims);
        }
        return requests.stream()
                .map(request -> claims.getOrDefault(request.key(), new Claim.Stale()))
                .toList();
    }

    private void takeOver(List<ClaimRequest> requests, String token, Map<MessageKey, Claim> claims) {
        jdbc.sql(TAKE_OVER)
                .param("campaigns", Columns.of(requests, ClaimRequest::campaignId, String[]::new))
                .param("leads", Columns.of(requests, ClaimRequest::leadId, String[]::new))
                .param("rounds", Columns.of(requests, ClaimRequest::round, Integer[]::new))
                .param("token", UUID.fromString(token))
                .query(row -> {
                    claims.put(key(row), new Claim.Uncertain(new PastAttempts(row.getInt("failures"), true)));
                });
    }

    @Override
    public int apply(List<Receipt> receipts) {
        int found = 0;
        for (List<Receipt> round : ReceiptRounds.of(receipts)) {
            found += applyRound(round);
        }
        List<Receipt> maybeSent = receipts.stream().filter(Receipt::maybeSent).toList();
        if (!maybeSent.isEmpty()) {
            remember(maybeSent);
        }
        return found;
    }

    private void remember(List<Receipt> maybeSent) {
        jdbc.sql(REMEMBER)
                .param("campaigns", Columns.of(maybeSent, Receipt::campaignId, String[]::new))
                .param("leads", Columns.of(maybeSent, Receipt::leadId, String[]::new))
                .update();
    }

    /** {@link NotSentAgain#insteadOfSkipped} in SQL. */
    private static String insteadOfSkipped(String code) {
        return Arrays.stream(SkipReason.values())
                .map(reason ->
                        "WHEN '%s' THEN '%s'".formatted(reason.code(), NotSentAgain.insteadOfSkipped(reason.code())))
                .collect(Collectors.joining(
                        " ", "CASE %s ".formatted(code), " ELSE %s || '%s' END".formatted(code, NotSentAgain.ENDING)));
    }

    private int applyRound(List<Receipt> receipts) {
        String[] campaigns = Columns.of(receipts, Receipt::campaignId, String[]::new);
        String[] leads = Columns.of(receipts, Receipt::leadId, String[]::new);
        int climbed = jdbc.sql(APPLY)
                .param("campaigns", campaigns)
                .param("leads", leads)
                .param(
                        "statuses",
                        Columns.of(receipts, receipt -> receipt.status().storedCode(), Integer[]::new))
                .param("rounds", Columns.of(receipts, Receipt::round, Integer[]::new))
                .param("messageIds", Columns.of(receipts, Receipt::providerMessageId, String[]::new))
                .param("errors", Columns.of(receipts, Receipt::error, String[]::new))
                .param("times", Columns.of(receipts, receipt -> Timestamps.textOrNull(receipt.at()), String[]::new))
                .param(
                        "nextAttempts",
                        Columns.of(receipts, receipt -> Timestamps.textOrNull(receipt.nextAttemptAt()), String[]::new))
                .param("failures", Columns.of(receipts, Receipt::failures, Integer[]::new))
                .param("heldBy", Columns.of(receipts, Receipt::heldBy, String[]::new))
                .param(
                        "maybeSent",
                        Columns.of(receipts, receipt -> receipt.maybeSent() ? Boolean.TRUE : null, Boolean[]::new))
                .query(Integer.class)
                .single();
        if (climbed == receipts.size()) {
            return climbed;
        }
        return jdbc.sql(FIND)
                .param("campaigns", campaigns)
                .param("leads", leads)
                .query(Integer.class)
                .single();
    }

    /**
     * One transaction, unlike the other methods: a campaign whose tallies still count every lead as settled would be
     * completed again at once.
     */
    @Override
    public long reopen(String campaignId, Set<DeliveryStatus> statuses, Instant now) {
        Long opened = transaction.execute(status -> {
            List<Reopened> chunks = jdbc.sql(REOPEN)
                    .param("campaign", campaignId)
                    .param(
                            "statuses",
                            statuses.stream().map(DeliveryStatus::storedCode).toArray(Integer[]::new))
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
    public Unsettled unsettled(String campaignId) {
        return survey.unsettled(campaignId);
    }

    @Override
    public Survey survey(String campaignId, Instant since, int maxReasons) {
        return survey.of(campaignId, since, maxReasons);
    }

    @Override
    public List<LimitWait> waitingForLimits() {
        return jdbc.sql(WAITING_FOR_LIMITS)
                .query((row, number) ->
                        new LimitWait(row.getString("id"), row.getString("held_by"), row.getLong("messages")))
                .list();
    }

    @Override
    public List<Delivery> find(String campaignId, DeliveryFilter filter, @Nullable String afterLeadId, int limit) {
        return pages.find(campaignId, filter, afterLeadId, limit);
    }

    @Override
    public Count count(String campaignId, DeliveryFilter filter, int maxExamined) {
        return pages.count(campaignId, filter, maxExamined);
    }

    @Override
    public List<Delivery> ofLead(String leadId, @Nullable String beforeCampaignId, int limit) {
        return jdbc.sql("""
                        SELECT c.id AS campaign_id, d.* FROM campaigns c
                        JOIN deliveries d ON d.campaign = c.number AND d.lead_id = :lead
                        WHERE :before::text IS NULL OR c.id < :before
                        ORDER BY c.id DESC LIMIT :limit
                        """)
                .param("lead", leadId)
                .param("before", beforeCampaignId)
                .param("limit", limit)
                .query(PostgresDeliveryPages::delivery)
                .list();
    }

    @Override
    public Map<String, Long> countReached(List<String> campaignIds, List<String> leadIds) {
        Map<String, Long> reached = new HashMap<>();
        jdbc.sql("""
                        SELECT c.id, count(*) AS leads FROM campaigns c
                        JOIN deliveries d ON d.campaign = c.number AND d.lead_id = ANY (:leads::text[])
                        WHERE c.id = ANY (:campaigns::text[]) AND d.status = ANY (:statuses::int[])
                        GROUP BY c.id
                        """)
                .param("campaigns", campaignIds.toArray(String[]::new))
                .param("leads", leadIds.toArray(String[]::new))
                .param(
                        "statuses",
                        Arrays.stream(DeliveryStatus.values())
                                .filter(DeliveryStatus::mayReach)
                                .map(DeliveryStatus::storedCode)
                                .toArray(Integer[]::new))
                .query(row -> {
                    reached.put(row.getString("id"), row.getLong("leads"));
                });
        return reached;
    }

    private static MessageKey key(ResultSet row) throws SQLException {
        return MessageKey.of(row.getString("campaign_id"), row.getString("lead_id"));
    }

    private record Reopened(PostgresTallies.ChunkKey chunk, long messages) {

        static Reopened read(ResultSet row, int number) throws SQLException {
            return new Reopened(PostgresTallies.ChunkKey.read(row, number), row.getLong("messages"));
        }
    }
}
