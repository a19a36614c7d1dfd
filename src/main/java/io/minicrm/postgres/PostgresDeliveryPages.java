package io.minicrm.postgres;

import io.minicrm.delivery.Deliveries.Count;
import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryFilter;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.stored.DeliveryFields;
import java.sql.ResultSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads a campaign's rows of the delivery log by a filter. A lead and a chunk, which is a range of leads, are found by
 * the primary key. Status and reason have no index: the rows are looked at one by one.
 */
final class PostgresDeliveryPages {

    private final JdbcClient jdbc;

    PostgresDeliveryPages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Delivery> find(String campaignId, DeliveryFilter filter, @Nullable String afterLeadId, int limit) {
        String rest = afterLeadId == null ? "" : " AND d.lead_id > :after";
        JdbcClient.StatementSpec query = jdbc.sql("SELECT c.id AS campaign_id, d.* " + range(filter) + matches(filter)
                        + rest + " ORDER BY d.lead_id LIMIT :limit")
                .param("limit", limit);
        if (afterLeadId != null) {
            query = query.param("after", afterLeadId);
        }
        return bind(query, campaignId, filter)
                .query(PostgresDeliveryPages::delivery)
                .list();
    }

    Count count(String campaignId, DeliveryFilter filter, int maxExamined) {
        // One row more than may be looked at shows whether there are more.
        JdbcClient.StatementSpec query = jdbc.sql("SELECT count(*) AS examined,"
                        + " count(*) FILTER (WHERE d.place <= :max" + matches(filter) + ") AS matching FROM ("
                        + "SELECT d.status, d.error, row_number() OVER (ORDER BY d.lead_id) AS place " + range(filter)
                        + " ORDER BY d.lead_id LIMIT :max + 1) d")
                .param("max", maxExamined);
        return bind(query, campaignId, filter)
                .query((row, number) -> new Count(row.getLong("matching"), row.getLong("examined") <= maxExamined))
                .single();
    }

    private static String range(DeliveryFilter filter) {
        String chunk = filter.chunkIndex() == null ? "" : """
                 JOIN chunk_progress p ON p.campaign = c.number AND p.index = :chunk
                     AND d.lead_id BETWEEN p.first_lead AND p.last_lead""";
        String lead = filter.leadId() == null ? "" : " AND d.lead_id = :lead";
        return "FROM campaigns c JOIN deliveries d ON d.campaign = c.number " + chunk + " WHERE c.id = :campaign"
                + lead;
    }

    private static String matches(DeliveryFilter filter) {
        return (filter.status() == null ? "" : " AND d.status = :status")
                + (filter.error() == null ? "" : " AND d.error = ANY (:errors::text[])");
    }

    private static JdbcClient.StatementSpec bind(
            JdbcClient.StatementSpec query, String campaignId, DeliveryFilter filter) {
        JdbcClient.StatementSpec bound = query.param("campaign", campaignId);
        DeliveryStatus status = filter.status();
        if (status != null) {
            bound = bound.param("status", status.storedCode());
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
