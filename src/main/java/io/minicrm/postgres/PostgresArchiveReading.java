package io.minicrm.postgres;

import io.minicrm.stored.Entry;
import io.minicrm.stored.Entry.Key;
import io.minicrm.stored.Entry.Kind;
import io.minicrm.stored.Entry.StoredApproval;
import io.minicrm.stored.Entry.StoredAttribute;
import io.minicrm.stored.Entry.StoredCampaign;
import io.minicrm.stored.Entry.StoredConsent;
import io.minicrm.stored.Entry.StoredDraft;
import io.minicrm.stored.Entry.StoredLead;
import io.minicrm.stored.Entry.StoredLimit;
import io.minicrm.stored.Entry.StoredSegment;
import io.minicrm.stored.Entry.StoredSeriesPoint;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads entries in pages, by key.
 *
 * <p>The keys of chunks, deliveries and dead letters begin with the campaign's number, and numbers are not in the order
 * of ids. So one statement takes the campaigns in order of id and reads at most a page for each of them.
 */
final class PostgresArchiveReading {

    private static final String LEADS = """
            SELECT %s FROM leads WHERE id > :text ORDER BY id LIMIT :limit
            """.formatted(Rows.LEADS.columns());

    private static final String CONSENTS = """
            SELECT %s FROM consents WHERE (lead_id, id) > (:text, :secondText) ORDER BY lead_id, id LIMIT :limit
            """.formatted(Rows.CONSENTS.columns());

    private static final String ATTRIBUTES = """
            SELECT %s FROM attribute_definitions WHERE name > :text ORDER BY name LIMIT :limit
            """.formatted(Rows.ATTRIBUTES.columns());

    private static final String SEGMENTS = """
            SELECT %s FROM segments WHERE id > :text ORDER BY id LIMIT :limit
            """.formatted(Rows.SEGMENTS.columns());

    private static final String LIMITS = """
            SELECT %s FROM send_limits WHERE (scope, name) > (:text, :secondText) ORDER BY scope, name LIMIT :limit
            """.formatted(Rows.LIMITS.columns());

    private static final String CAMPAIGNS = """
            SELECT %s FROM campaigns WHERE id > :text ORDER BY id LIMIT :limit
            """.formatted(Rows.CAMPAIGNS.columns());

    private static final String CHUNKS = """
            SELECT c.id AS campaign_id, page.*
            FROM campaigns c CROSS JOIN LATERAL (
                SELECT k.index, k.job_id, k.lead_ids, k.created_at, p.published_at, k.duplicate_ids
                FROM chunks k JOIN chunk_progress p ON p.campaign = k.campaign AND p.index = k.index
                WHERE k.campaign = c.number AND k.index > CASE WHEN c.id = :text THEN :number ELSE -1 END
                ORDER BY k.index LIMIT :limit) page
            WHERE c.id >= :text
            ORDER BY c.id, page.index LIMIT :limit
            """;

    private static final String DELIVERIES = """
            SELECT c.id AS campaign_id, page.*
            FROM campaigns c CROSS JOIN LATERAL (
                SELECT * FROM deliveries d
                WHERE d.campaign = c.number AND d.lead_id > CASE WHEN c.id = :text THEN :secondText ELSE '' END
                ORDER BY d.lead_id LIMIT :limit) page
            WHERE c.id >= :text
            ORDER BY c.id, page.lead_id LIMIT :limit
            """;

    private static final String DEAD_LETTERS = """
            SELECT c.id AS campaign_id, page.*
            FROM campaigns c CROSS JOIN LATERAL (
                SELECT l.topic, l.partition, l.record_offset AS "offset" FROM dead_letters l
                WHERE l.campaign = c.number
                  AND (c.id > :text OR (l.topic, l.partition, l.record_offset) > (:secondText, :number, :secondNumber))
                ORDER BY l.topic, l.partition, l.record_offset LIMIT :limit) page
            WHERE c.id >= :text
            ORDER BY c.id, page.topic, page.partition, page."offset" LIMIT :limit
            """;

    private static final String APPROVALS = """
            SELECT %s FROM campaign_approvals WHERE campaign_id > :text ORDER BY campaign_id LIMIT :limit
            """.formatted(Rows.APPROVALS.columns());

    private static final String SERIES = """
            SELECT %s FROM campaign_series WHERE (campaign_id, second) > (:text, :number)
            ORDER BY campaign_id, second LIMIT :limit
            """.formatted(Rows.SERIES.columns());

    private static final String DRAFTS = """
            SELECT %s FROM campaign_drafts WHERE id > :text ORDER BY id LIMIT :limit
            """.formatted(Rows.DRAFTS.columns());

    private final JdbcClient jdbc;

    PostgresArchiveReading(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Entry> page(Kind kind, @Nullable Entry after, int limit) {
        Key key = after == null ? Key.START : after.key();
        return switch (kind) {
            case LEADS -> page(LEADS, key, limit, Rows.LEADS, StoredLead::new);
            case CONSENTS -> page(CONSENTS, key, limit, Rows.CONSENTS, StoredConsent::new);
            case ATTRIBUTES -> page(ATTRIBUTES, key, limit, Rows.ATTRIBUTES, StoredAttribute::new);
            case SEGMENTS -> page(SEGMENTS, key, limit, Rows.SEGMENTS, StoredSegment::new);
            case LIMITS -> page(LIMITS, key, limit, Rows.LIMITS, StoredLimit::new);
            case CAMPAIGNS -> page(CAMPAIGNS, key, limit, Rows.CAMPAIGNS, StoredCampaign::new);
            case CHUNKS -> page(CHUNKS, key, limit, Rows.CHUNKS, Function.identity());
            case DELIVERIES -> page(DELIVERIES, key, limit, Rows.DELIVERIES, Function.identity());
            case DEAD_LETTERS -> page(DEAD_LETTERS, key, limit, Rows.DEAD_LETTERS, Function.identity());
            case APPROVALS -> page(APPROVALS, key, limit, Rows.APPROVALS, StoredApproval::new);
            case SERIES -> page(SERIES, key, limit, Rows.SERIES, StoredSeriesPoint::new);
            case DRAFTS -> page(DRAFTS, key, limit, Rows.DRAFTS, StoredDraft::new);
        };
    }

    private <R> List<Entry> page(
            String sql, Key after, int limit, RowMapping<R> rows, Function<R, ? extends Entry> entry) {
        return jdbc.sql(sql)
                .param("text", after.text())
                .param("secondText", after.secondText())
                .param("number", after.number())
                .param("secondNumber", after.secondNumber())
                .param("limit", limit)
                .query((row, number) -> (Entry) entry.apply(rows.mapRow(row, number)))
                .list();
    }
}
