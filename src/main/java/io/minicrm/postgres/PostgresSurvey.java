package io.minicrm.postgres;

import io.minicrm.delivery.Deliveries.Reason;
import io.minicrm.delivery.Deliveries.Survey;
import io.minicrm.delivery.Deliveries.Unsettled;
import io.minicrm.delivery.DeliveryStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Summaries of a campaign's rows: of the chunks that are under way, or of all in one pass. */
final class PostgresSurvey {

    /**
     * The tallies lead to the chunks, and each chunk is a range of the primary key. Their settled messages are those
     * that the tallies count, and those that they do not count yet.
     */
    private static final String UNSETTLED = StatusCodes.in("""
            WITH chunk AS MATERIALIZED (
                SELECT p.campaign, p.first_lead, p.last_lead, p.unknown + p.skipped + p.failed + p.sent AS counted
                FROM chunk_progress p
                WHERE p.campaign = (SELECT number FROM campaigns WHERE id = :campaign)
                  AND (p.published_at IS NOT NULL AND p.unknown + p.skipped + p.failed + p.sent < p.leads
                       OR p.index IN (SELECT t.index FROM touched_chunks t
                                      WHERE t.campaign = (SELECT number FROM campaigns WHERE id = :campaign))))
            SELECT m.error, sum(m.postponed) AS postponed, sum(m.settled) AS settled,
                   min(m.next_attempt_at) AS next_attempt_at, (SELECT sum(counted) FROM chunk) AS counted
            FROM chunk CROSS JOIN LATERAL (
                SELECT CASE WHEN d.status = {postponed} THEN d.error END AS error,
                       count(*) FILTER (WHERE d.status = {postponed}) AS postponed,
                       count(*) FILTER (WHERE d.status IN {any:settled}) AS settled,
                       min(d.next_attempt_at) FILTER (WHERE d.status IN {any:waiting}) AS next_attempt_at
                FROM deliveries d
                WHERE d.campaign = chunk.campaign AND d.lead_id BETWEEN chunk.first_lead AND chunk.last_lead
                GROUP BY 1) m
            GROUP BY m.error
            """);

    /** This takes about a second per million. */
    private static final String SURVEY = """
            SELECT d.status, d.error, count(*) AS messages, count(*) FILTER (WHERE d.claimed_at >= :since) AS claimed
            FROM deliveries d
            WHERE d.campaign = (SELECT number FROM campaigns WHERE id = :campaign)
            GROUP BY d.status, d.error
            """;

    /** The most frequent reasons; the last row is the sum of all claims. */
    private static final String MOST = """
            WITH grouped AS (%s)
            (SELECT status, error, messages, 0 AS claimed FROM grouped WHERE error IS NOT NULL
             ORDER BY messages DESC, status, error LIMIT :max)
            UNION ALL SELECT NULL, NULL, 0, coalesce(sum(claimed), 0) FROM grouped
            """.formatted(SURVEY);

    private final JdbcClient jdbc;

    PostgresSurvey(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Unsettled unsettled(String campaignId) {
        List<Group> groups = jdbc.sql(UNSETTLED)
                .param("campaign", campaignId)
                .query(Group::read)
                .list();
        long counted = groups.isEmpty() ? 0 : groups.getFirst().counted();
        return new Unsettled(
                groups.stream().mapToLong(Group::settled).sum() - counted,
                groups.stream()
                        .map(Group::nextAttemptAt)
                        .filter(Objects::nonNull)
                        .min(Comparator.naturalOrder())
                        .orElse(null),
                groups.stream()
                        .flatMap(group -> group.reason().stream())
                        .sorted(Comparator.comparingLong(Reason::count).reversed())
                        .toList());
    }

    Survey of(String campaignId, Instant since, int maxReasons) {
        List<Reason> reasons = new ArrayList<>();
        long[] claimed = {0};
        jdbc.sql(MOST)
                .param("campaign", campaignId)
                .param("since", Timestamps.of(since))
                .param("max", maxReasons)
                .query(row -> {
                    claimed[0] += row.getLong("claimed");
                    String error = row.getString("error");
                    if (error != null) {
                        reasons.add(new Reason(
                                DeliveryStatus.ofStoredCode(row.getInt("status")), error, row.getLong("messages")));
                    }
                });
        return new Survey(claimed[0], List.copyOf(reasons));
    }

    /**
     * Messages of chunks under way.
     *
     * @param error the reason of postponed messages; null for the others
     * @param counted what the tallies of all these chunks count as settled
     */
    private record Group(
            @Nullable String error,
            long postponed,
            long settled,
            @Nullable Instant nextAttemptAt,
            long counted) {

        static Group read(ResultSet row, int number) throws SQLException {
            return new Group(
                    row.getString("error"),
                    row.getLong("postponed"),
                    row.getLong("settled"),
                    Timestamps.readNullable(row, "next_attempt_at"),
                    row.getLong("counted"));
        }

        List<Reason> reason() {
            return error == null ? List.of() : List.of(new Reason(DeliveryStatus.POSTPONED, error, postponed));
        }
    }
}
