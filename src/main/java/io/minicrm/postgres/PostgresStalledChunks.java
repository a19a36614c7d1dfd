package io.minicrm.postgres;

import io.minicrm.campaign.Campaigns;
import io.minicrm.delivery.RepublishPause;
import io.minicrm.delivery.StalledChunks;
import io.minicrm.delivery.StalledMessages;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds published chunks with messages that do not move, by their tallies first and then by the rows of the delivery
 * log.
 */
final class PostgresStalledChunks implements StalledChunks {

    /** One row per message; a chunk whose messages have all moved has one row without a lead. */
    private static final String TAKE = StatusCodes.in("""
            WITH candidates AS (
                SELECT p.campaign, p.index
                FROM campaigns c JOIN chunk_progress p ON p.campaign = c.number
                WHERE c.finished_at IS NULL AND c.planned_at IS NOT NULL AND c.status <> 'paused'
                  AND (p.published_at < :stillSince OR p.published_at > :ahead)
                  AND (p.republished_at IS NULL OR p.republished_at < :stillSince OR p.republished_at > :ahead)
                  AND (p.republish_at IS NULL OR p.republish_at <= :now
                      OR p.republished <= :timesBeforeDoubling AND p.republish_at > :restsAhead)
                  AND p.leads > p.unknown + p.skipped + p.failed + p.sent + p.postponed + p.retrying
                ORDER BY p.published_at, p.campaign, p.index
                LIMIT :limit
                FOR UPDATE OF p SKIP LOCKED),
            taken AS (
                UPDATE chunk_progress p SET republish_at = :until
                FROM candidates t WHERE p.campaign = t.campaign AND p.index = t.index
                RETURNING p.campaign, p.index, p.republished)
            SELECT c.id AS campaign_id, k.job_id, k.created_at, k.index, t.republished,
                still.lead_id, still.round, still.failures
            FROM taken t
            JOIN campaigns c ON c.number = t.campaign
            JOIN chunks k ON k.campaign = t.campaign AND k.index = t.index
            LEFT JOIN LATERAL (
                SELECT planned.lead_id, d.round, d.failures
                FROM unnest(k.lead_ids) AS planned (lead_id)
                LEFT JOIN deliveries d ON d.campaign = k.campaign AND d.lead_id = planned.lead_id
                WHERE d.campaign IS NULL OR (d.status = {sending}
                    AND (d.updated_at < :stillSince OR d.updated_at > :ahead))) still ON true
            ORDER BY t.campaign, t.index, still.round, still.failures, still.lead_id COLLATE "C"
            """);

    private final JdbcClient jdbc;

    PostgresStalledChunks(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public List<StalledChunk> take(Instant stillSince, Instant now, Duration taken, int limit) {
        Map<Taken, StalledMessages> chunks = new LinkedHashMap<>();
        Instant ahead = now.plus(Campaigns.CLOCKS_DIFFER);
        jdbc.sql(TAKE)
                .param("stillSince", Timestamps.of(stillSince))
                .param("now", Timestamps.of(now))
                .param("until", Timestamps.of(now.plus(taken)))
                .param("ahead", Timestamps.of(ahead))
                .param("restsAhead", Timestamps.of(ahead.plus(RepublishPause.longest(taken))))
                .param("timesBeforeDoubling", RepublishPause.TIMES_BEFORE_DOUBLING)
                .param("limit", limit)
                .query(row -> {
                    add(row, chunks);
                });
        return chunks.entrySet().stream()
                .map(chunk -> chunk.getValue()
                        .chunk(
                                chunk.getKey().campaignId(),
                                chunk.getKey().index(),
                                chunk.getKey().republished()))
                .toList();
    }

    private static void add(ResultSet row, Map<Taken, StalledMessages> chunks) throws SQLException {
        Taken taken = new Taken(row.getString("campaign_id"), row.getInt("index"), row.getInt("republished"));
        StalledMessages messages = chunks.get(taken);
        if (messages == null) {
            messages = new StalledMessages(row.getString("job_id"), Timestamps.read(row, "created_at"));
            chunks.put(taken, messages);
        }
        String leadId = row.getString("lead_id");
        if (leadId == null) {
            return;
        }
        int round = row.getInt("round");
        if (row.wasNull()) {
            messages.addUnclaimed(leadId);
        } else {
            messages.addSending(leadId, round, row.getInt("failures"));
        }
    }

    private record Taken(String campaignId, int index, int republished) {}

    @Override
    public void markRepublished(List<Republication> republications, Instant at) {
        jdbc.sql("""
                        UPDATE chunk_progress p
                        SET republished = p.republished + 1, republished_at = :at, republish_at = r.next
                        FROM unnest(:campaigns::text[], :indexes::int[], :times::timestamptz[])
                            AS r (campaign_id, index, next)
                        JOIN campaigns c ON c.id = r.campaign_id
                        WHERE p.campaign = c.number AND p.index = r.index
                        """)
                .param("campaigns", Columns.of(republications, Republication::campaignId, String[]::new))
                .param("indexes", Columns.of(republications, Republication::index, Integer[]::new))
                .param("times", Columns.of(republications, one -> Timestamps.text(one.next()), String[]::new))
                .param("at", Timestamps.of(at))
                .update();
    }

    @Override
    public Republished republished(String campaignId) {
        return jdbc.sql("""
                        SELECT count(*) AS chunks, max(p.republished_at) AS last_at
                        FROM campaigns c JOIN chunk_progress p ON p.campaign = c.number
                        WHERE c.id = ? AND p.republished > 0
                        """)
                .param(campaignId)
                .query((row, number) -> new Republished(row.getLong("chunks"), Timestamps.readNullable(row, "last_at")))
                .single();
    }
}
