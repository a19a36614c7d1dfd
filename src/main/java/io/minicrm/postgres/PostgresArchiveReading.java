package io.minicrm.postgres;

import io.minicrm.stored.Entry;
import io.minicrm.stored.Entry.Kind;
import io.minicrm.stored.Entry.StoredCampaign;
import io.minicrm.stored.Entry.StoredChunk;
import io.minicrm.stored.Entry.StoredDeadLetter;
import io.minicrm.stored.Entry.StoredDelivery;
import io.minicrm.stored.Entry.StoredLead;
import io.minicrm.stored.Entry.StoredLimit;
import io.minicrm.stored.Entry.StoredSegment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Pages by key. What belongs to campaigns is read campaign by campaign within one statement: its key begins with a number that means
 * nothing elsewhere, so the order of ids has to come from the table of campaigns.
 */
final class PostgresArchiveReading {

    private static final String SEGMENTS = """
            SELECT id, name, rule, created_at, updated_at FROM segments WHERE id > :after ORDER BY id LIMIT :limit
            """;

    private static final String CAMPAIGNS = "SELECT " + CampaignRow.COLUMNS + """
             FROM campaigns WHERE id > :after ORDER BY id LIMIT :limit
            """;

    private static final String CHUNKS = """
            SELECT page.*, c.id AS campaign_id
            FROM campaigns c CROSS JOIN LATERAL (
                SELECT k.index, k.job_id, k.lead_ids, k.created_at, p.published_at
                FROM chunks k JOIN chunk_progress p ON p.campaign = k.campaign AND p.index = k.index
                WHERE k.campaign = c.number AND k.index > CASE WHEN c.id = :campaign THEN :index ELSE -1 END
                ORDER BY k.index LIMIT :limit) page
            WHERE c.id >= :campaign
            ORDER BY c.id, page.index LIMIT :limit
            """;

    private static final String DELIVERIES = """
            SELECT page.*, c.id
            FROM campaigns c CROSS JOIN LATERAL (
                SELECT * FROM deliveries d
                WHERE d.campaign = c.number AND d.lead_id > CASE WHEN c.id = :campaign THEN :lead ELSE '' END
                ORDER BY d.lead_id LIMIT :limit) page
            WHERE c.id >= :campaign
            ORDER BY c.id, page.lead_id LIMIT :limit
            """;

    private static final String DEAD_LETTERS = """
            SELECT page.*, c.id
            FROM campaigns c CROSS JOIN LATERAL (
                SELECT * FROM dead_letters l
                WHERE l.campaign = c.number
                  AND (c.id > :campaign OR (l.topic, l.partition, l.record_offset) > (:topic, :partition, :offset))
                ORDER BY l.topic, l.partition, l.record_offset LIMIT :limit) page
            WHERE c.id >= :campaign
            ORDER BY c.id, page.topic, page.partition, page.record_offset LIMIT :limit
            """;

    private final JdbcClient jdbc;
    private final PostgresLeads leads;
    private final PostgresLimits limits;

    PostgresArchiveReading(JdbcClient jdbc, PostgresLeads leads, PostgresLimits limits) {
        this.jdbc = jdbc;
        this.leads = leads;
        this.limits = limits;
    }

    List<Entry> page(Kind kind, @Nullable Entry after, int limit) {
        return switch (kind) {
            case LEADS ->
                leads.list(null, after instanceof StoredLead last ? last.lead().id() : null, limit).stream()
                        .<Entry>map(StoredLead::new)
                        .toList();
            case SEGMENTS ->
                segments(after instanceof StoredSegment last ? last.segment().id() : "", limit);
            case LIMITS ->
                limits.all().stream()
                        .<Entry>map(StoredLimit::new)
                        .filter(entry -> after == null || Entry.ORDER.compare(entry, after) > 0)
                        .limit(limit)
                        .toList();
            case CAMPAIGNS ->
                campaigns(after instanceof StoredCampaign last ? last.campaign().id() : "", limit);
            case CHUNKS -> chunks(after instanceof StoredChunk last ? last : null, limit);
            case DELIVERIES -> deliveries(after instanceof StoredDelivery last ? last : null, limit);
            case DEAD_LETTERS -> deadLetters(after instanceof StoredDeadLetter last ? last : null, limit);
        };
    }

    private List<Entry> segments(String after, int limit) {
        return jdbc.sql(SEGMENTS)
                .param("after", after)
                .param("limit", limit)
                .query((row, number) -> (Entry) new StoredSegment(PostgresSegments.segment(row, number)))
                .list();
    }

    private List<Entry> campaigns(String after, int limit) {
        return jdbc.sql(CAMPAIGNS)
                .param("after", after)
                .param("limit", limit)
                .query((row, number) -> (Entry) new StoredCampaign(CampaignRow.read(row, number)))
                .list();
    }

    private List<Entry> chunks(@Nullable StoredChunk after, int limit) {
        return jdbc.sql(CHUNKS)
                .param("campaign", after == null ? "" : after.chunk().campaignId())
                .param("index", after == null ? -1 : after.chunk().index())
                .param("limit", limit)
                .query((row, number) -> (Entry)
                        new StoredChunk(PostgresPlans.chunk(row, number), Timestamps.readNullable(row, "published_at")))
                .list();
    }

    private List<Entry> deliveries(@Nullable StoredDelivery after, int limit) {
        return jdbc.sql(DELIVERIES)
                .param("campaign", after == null ? "" : after.delivery().campaignId())
                .param("lead", after == null ? "" : after.delivery().leadId())
                .param("limit", limit)
                .query((row, number) ->
                        (Entry) new StoredDelivery(PostgresDeliveries.delivery(row, number), row.getString("claim")))
                .list();
    }

    private List<Entry> deadLetters(@Nullable StoredDeadLetter after, int limit) {
        return jdbc.sql(DEAD_LETTERS)
                .param("campaign", after == null ? "" : after.campaignId())
                .param("topic", after == null ? "" : after.topic())
                .param("partition", after == null ? -1 : after.partition())
                .param("offset", after == null ? -1 : after.offset())
                .param("limit", limit)
                .query(PostgresArchiveReading::deadLetter)
                .list();
    }

    private static Entry deadLetter(ResultSet row, int number) throws SQLException {
        return new StoredDeadLetter(
                row.getString("id"), row.getString("topic"), row.getInt("partition"), row.getLong("record_offset"));
    }
}
