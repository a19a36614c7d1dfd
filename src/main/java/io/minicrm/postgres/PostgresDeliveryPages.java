package io.minicrm.postgres;

import io.minicrm.delivery.Deliveries.Count;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryFilter;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.stored.DeliveryFields;
import java.sql.ResultSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads a campaign's rows of the delivery log by a filter. A lead and a chunk, which is a range of leads, are found by
 * the primary key. Status and reason have no index, because no column that changes has one. Instead, the tallies say
 * which chunks can have rows of a status; the other chunks are not read.
 *
 * <p>Example: 3 of 1,000,000 messages failed. Their tallies lead to at most 3 chunks of 200 rows, and a page of them
 * reads 600 rows.
 */
final class PostgresDeliveryPages {

    /** In a query of its own: so the planner knows that rows of one campaign are sorted by their lead already. */
    private static final String NUMBER = "(SELECT number FROM campaigns WHERE id = :campaign)";

    private static final String IS_TOUCHED =
            "p.index IN (SELECT t.index FROM touched_chunks t WHERE t.campaign = " + NUMBER + ")";

    private static final String SETTLED = "p.unknown + p.skipped + p.failed + p.sent";

    private final JdbcClient jdbc;

    PostgresDeliveryPages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Delivery> find(String campaignId, DeliveryFilter filter, @Nullable String afterLeadId, int limit) {
        JdbcClient.StatementSpec query = jdbc.sql("SELECT :campaign::text AS campaign_id, d.* "
                        + rows(filter, afterLeadId != null, matches(filter)) + " LIMIT :limit")
                .param("limit", limit);
        if (afterLeadId != null) {
            query = query.param("after", afterLeadId);
        }
        return bind(query, campaignId, filter)
                .query(PostgresDeliveryPages::delivery)
                .list();
    }

    Count count(String campaignId, DeliveryFilter filter, int maxExamined) {
        if (filter.isAboutStatusesOnly()) {
            Count tallied = tallied(campaignId, filter);
            if (tallied.isComplete()) {
                return tallied;
            }
        }
        return examined(campaignId, filter, maxExamined);
    }

    /** Incomplete if chunks have been touched since they were counted, or if wanted messages are on their way. */
    private Count tallied(String campaignId, DeliveryFilter filter) {
        String sum =
                filter.statuses().stream().map(PostgresDeliveryPages::tally).collect(Collectors.joining(" + "));
        String isComplete = "NOT EXISTS (SELECT FROM touched_chunks t WHERE t.campaign = " + NUMBER + ")"
                + (filter.wantsUnsettled() ? " AND coalesce(bool_and(" + SETTLED + " >= p.leads), true)" : "");
        String chunk = filter.chunkIndex() == null ? "" : " AND p.index = :chunk";
        JdbcClient.StatementSpec query = jdbc.sql("SELECT coalesce(sum(" + sum + "), 0) AS matching, " + isComplete
                        + " AS complete FROM chunk_progress p WHERE p.campaign = " + NUMBER + chunk)
                .param("campaign", campaignId);
        if (filter.chunkIndex() != null) {
            query = query.param("chunk", filter.chunkIndex());
        }
        return query.query((row, number) -> new Count(row.getLong("matching"), row.getBoolean("complete")))
                .single();
    }

    private Count examined(String campaignId, DeliveryFilter filter, int maxExamined) {
        // One row more than may be looked at shows whether there are more.
        JdbcClient.StatementSpec query = jdbc.sql("SELECT count(*) AS examined,"
                        + " count(*) FILTER (WHERE d.place <= :max" + matches(filter) + ") AS matching FROM ("
                        + "SELECT d.status, d.error, row_number() OVER () AS place FROM (SELECT d.* "
                        + rows(filter, false, "") + " LIMIT :max + 1) d) d")
                .param("max", maxExamined);
        return bind(query, campaignId, filter)
                .query((row, number) -> new Count(row.getLong("matching"), row.getLong("examined") <= maxExamined))
                .single();
    }

    /**
     * The rows {@code d} in order of lead id. An audience is cut in order of lead id, so the order of chunks is that of
     * their rows, and reading ends with the chunk that fills the page.
     */
    private static String rows(DeliveryFilter filter, boolean hasPrevious, String matches) {
        String conditions = (hasPrevious ? " AND d.lead_id > :after" : "")
                + (filter.leadId() == null ? "" : " AND d.lead_id = :lead")
                + matches;
        if (filter.chunkIndex() == null && (filter.statuses().isEmpty() || filter.leadId() != null)) {
            return "FROM deliveries d WHERE d.campaign = " + NUMBER + conditions + " ORDER BY d.lead_id";
        }
        return "FROM chunk_progress p CROSS JOIN LATERAL (SELECT * FROM deliveries d WHERE d.campaign = p.campaign"
                + " AND d.lead_id BETWEEN p.first_lead AND p.last_lead" + conditions + " ORDER BY d.lead_id) d"
                + " WHERE p.campaign = " + NUMBER
                + (filter.chunkIndex() == null ? "" : " AND p.index = :chunk")
                + (filter.statuses().isEmpty() ? "" : " AND " + mayContain(filter.statuses()))
                + (hasPrevious ? " AND p.last_lead > :after" : "")
                + " ORDER BY p.index, d.lead_id";
    }

    /** True for chunks that have such rows by their tally, and for those that are to be counted again. */
    private static String mayContain(Set<DeliveryStatus> statuses) {
        return statuses.stream()
                .map(status -> status.isSettled() ? tally(status) + " > 0" : SETTLED + " < p.leads")
                .distinct()
                .collect(Collectors.joining(" OR ", "(", " OR " + IS_TOUCHED + ")"));
    }

    /** How many messages of a chunk have the status by its tally, whose {@code sent} counts later statuses, too. */
    private static String tally(DeliveryStatus status) {
        return status == DeliveryStatus.SENT ? "p.sent - p.delivered - p.bounced" : "p." + status.code();
    }

    private static String matches(DeliveryFilter filter) {
        return (filter.statuses().isEmpty() ? "" : " AND d.status = ANY (:statuses::int[])")
                + (filter.error() == null ? "" : " AND d.error = ANY (:errors::text[])");
    }

    private static JdbcClient.StatementSpec bind(
            JdbcClient.StatementSpec query, String campaignId, DeliveryFilter filter) {
        JdbcClient.StatementSpec bound = query.param("campaign", campaignId);
        if (!filter.statuses().isEmpty()) {
            bound = bound.param(
                    "statuses",
                    filter.statuses().stream().map(DeliveryStatus::storedCode).toArray(Integer[]::new));
        }
        Set<String> errors = filter.storedErrors();
        if (!errors.isEmpty()) {
            bound = bound.param("errors", errors.toArray(String[]::new));
        }
        if (filter.chunkIndex() != null) {
            bound = bound.param("chunk", filter.chunkIndex());
        }
        return filter.leadId() == null ? bound : bound.param("lead", filter.leadId());
    }

    static Delivery delivery(ResultSet row, int number) {
        return DeliveryFields.delivery(new RowValues(row));
    }
}
