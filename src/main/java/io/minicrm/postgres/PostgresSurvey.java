package io.minicrm.postgres;

import io.minicrm.delivery.Deliveries.Reason;
import io.minicrm.delivery.Deliveries.Survey;
import io.minicrm.delivery.DeliveryStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads all rows of a campaign in one pass, which takes about a second per million. */
final class PostgresSurvey {

    /** Groups without an error are kept whatever their rank, because the sums include them. */
    private static final String SURVEY = StatusCodes.in("""
            WITH grouped AS (
                SELECT d.status, d.error, count(*) AS messages,
                       count(*) FILTER (WHERE d.claimed_at >= :since) AS claimed,
                       min(d.next_attempt_at) FILTER (WHERE d.status IN {any:waiting}) AS next_attempt_at
                FROM campaigns c JOIN deliveries d ON d.campaign = c.number
                WHERE c.id = :campaign
                GROUP BY d.status, d.error),
            ranked AS (
                SELECT *, row_number() OVER (PARTITION BY error IS NULL ORDER BY messages DESC, status, error) AS place
                FROM grouped)
            SELECT CASE WHEN error IS NULL OR place <= :max THEN status END AS status,
                   CASE WHEN place <= :max THEN error END AS error,
                   sum(messages) AS messages,
                   sum(messages) FILTER (WHERE status IN {any:settled}) AS settled,
                   sum(claimed) AS claimed,
                   min(next_attempt_at) AS next_attempt_at
            FROM ranked
            GROUP BY 1, 2
            """);

    private final JdbcClient jdbc;

    PostgresSurvey(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Survey of(String campaignId, Instant since, int maxReasons) {
        List<Group> groups = jdbc.sql(SURVEY)
                .param("campaign", campaignId)
                .param("since", Timestamps.of(since))
                .param("max", maxReasons)
                .query(Group::read)
                .list();
        var reasons = new ArrayList<Reason>();
        for (Group group : groups) {
            if (group.status() != null && group.error() != null) {
                reasons.add(new Reason(group.status(), group.error(), group.messages()));
            }
        }
        reasons.sort(Comparator.comparingLong(Reason::count).reversed());
        return new Survey(
                groups.stream().mapToLong(Group::settled).sum(),
                groups.stream().mapToLong(Group::claimed).sum(),
                groups.stream()
                        .map(Group::nextAttemptAt)
                        .filter(time -> time != null)
                        .min(Comparator.naturalOrder())
                        .orElse(null),
                List.copyOf(reasons));
    }

    /**
     * Messages of one status and error. The last group has neither: it combines all groups whose rank is too low to be
     * reported.
     */
    private record Group(
            @Nullable DeliveryStatus status,
            @Nullable String error,
            long messages,
            long settled,
            long claimed,
            @Nullable Instant nextAttemptAt) {

        static Group read(ResultSet row, int number) throws SQLException {
            Integer status = row.getObject("status", Integer.class);
            return new Group(
                    status == null ? null : DeliveryStatus.ofStoredCode(status),
                    row.getString("error"),
                    row.getLong("messages"),
                    row.getLong("settled"),
                    row.getLong("claimed"),
                    Timestamps.readNullable(row, "next_attempt_at"));
        }
    }
}
