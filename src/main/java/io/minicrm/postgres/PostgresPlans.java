package io.minicrm.postgres;

import io.minicrm.chunk.Chunk;
import io.minicrm.delivery.ChunkJob;
import io.minicrm.delivery.PlannedChunk;
import io.minicrm.delivery.PlannedChunk.Place;
import io.minicrm.delivery.Plans;
import io.minicrm.stored.ChunkFields;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Plans in the tables {@code chunks} (the frozen part) and {@code chunk_progress} (their progress). */
final class PostgresPlans implements Plans {

    /** The time after which a retry that was taken and not claimed is taken again. */
    private static final Duration TAKEN = Duration.ofMinutes(1);

    private final DataSource dataSource;
    private static final String TAKE_DUE = StatusCodes.in("""
            WITH ripe AS (
                SELECT p.campaign, p.index, p.first_lead, p.last_lead
                FROM campaigns c JOIN chunk_progress p ON p.campaign = c.number
                WHERE c.id = :campaign AND p.next_attempt_at <= :dueBy
                ORDER BY p.next_attempt_at
                LIMIT :limit
                FOR UPDATE OF p SKIP LOCKED),
            later AS (
                UPDATE chunk_progress p SET next_attempt_at = :later
                FROM ripe WHERE p.campaign = ripe.campaign AND p.index = ripe.index),
            taken AS (
                UPDATE deliveries d SET next_attempt_at = :later
                FROM (SELECT waiting.campaign, waiting.lead_id
                    FROM ripe JOIN deliveries waiting
                        ON waiting.campaign = ripe.campaign
                        AND waiting.lead_id BETWEEN ripe.first_lead AND ripe.last_lead
                    WHERE waiting.status IN {any:waiting} AND waiting.next_attempt_at <= :dueBy
                    ORDER BY waiting.campaign, waiting.lead_id) r
                WHERE %s AND d.status IN {any:waiting} AND d.next_attempt_at <= :dueBy
                RETURNING d.campaign, d.chunk_index, d.lead_id, d.round, d.failures)
            SELECT k.job_id, k.created_at, t.chunk_index, t.lead_id, t.round, t.failures
            FROM taken t JOIN chunks k ON k.campaign = t.campaign AND k.index = t.chunk_index
            ORDER BY t.chunk_index, t.round, t.failures, t.lead_id
            """.formatted(LockOrder.FOLLOWS));

    /** Rows and chunks in one statement: only chunks whose own time has come are searched for due rows. */
    private static final String RECALL = StatusCodes.in("""
            WITH recalled AS (
                UPDATE deliveries d SET next_attempt_at = :now
                FROM (SELECT waiting.campaign, waiting.lead_id
                    FROM campaigns c JOIN deliveries waiting ON waiting.campaign = c.number
                    WHERE c.id = :campaign AND waiting.status = {postponed}
                        AND waiting.next_attempt_at > :now AND waiting.updated_at < :postponedBefore
                    ORDER BY waiting.campaign, waiting.lead_id) r
                WHERE %s AND d.status = {postponed} AND d.next_attempt_at > :now AND d.updated_at < :postponedBefore
                RETURNING d.campaign, d.chunk_index)
            UPDATE chunk_progress p SET next_attempt_at = :now
            FROM (SELECT DISTINCT campaign, chunk_index FROM recalled) h
            WHERE p.campaign = h.campaign AND p.index = h.chunk_index
            """.formatted(LockOrder.FOLLOWS));

    /** Only chunks with waiting messages are searched. */
    private static final String RECALL_AHEAD = StatusCodes.in("""
            WITH recalled AS (
                UPDATE deliveries d SET next_attempt_at = :now, updated_at = :now
                FROM (SELECT waiting.campaign, waiting.lead_id
                    FROM campaigns c
                    JOIN chunk_progress p ON p.campaign = c.number AND p.retrying + p.postponed > 0
                    JOIN deliveries waiting ON waiting.campaign = p.campaign
                        AND waiting.lead_id BETWEEN p.first_lead AND p.last_lead
                    WHERE c.id = :campaign AND waiting.status IN {any:waiting}
                        AND waiting.next_attempt_at > :now AND waiting.updated_at > :ahead
                    ORDER BY waiting.campaign, waiting.lead_id) r
                WHERE %s AND d.status IN {any:waiting} AND d.next_attempt_at > :now AND d.updated_at > :ahead
                RETURNING d.campaign, d.chunk_index)
            UPDATE chunk_progress p SET next_attempt_at = :now
            FROM (SELECT DISTINCT campaign, chunk_index FROM recalled) h
            WHERE p.campaign = h.campaign AND p.index = h.chunk_index
            """.formatted(LockOrder.FOLLOWS));

    private final JdbcClient jdbc;

    PostgresPlans(DataSource dataSource) {
        this.dataSource = dataSource;
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public Draft begin(String campaignId) {
        return new PostgresPlanDraft(dataSource, campaignId);
    }

    @Override
    public List<Chunk> unpublished(String campaignId, int limit) {
        // The campaign's number comes from a subquery, so that the index gives the order and the scan stops at the
        // limit.
        return jdbc.sql("""
                        SELECT k.job_id, :campaign AS campaign_id, k.index, k.lead_ids, k.created_at
                        FROM chunk_progress p JOIN chunks k ON k.campaign = p.campaign AND k.index = p.index
                        WHERE p.campaign = (SELECT number FROM campaigns WHERE id = :campaign
                            AND planned_at IS NOT NULL)
                          AND p.index >= (SELECT next_chunk FROM campaigns WHERE id = :campaign)
                          AND p.published_at IS NULL
                        ORDER BY p.index
                        LIMIT :limit
                        """)
                .param("campaign", campaignId)
                .param("limit", limit)
                .query(PostgresPlans::chunk)
                .list();
    }

    private static Chunk chunk(ResultSet row, int number) {
        return ChunkFields.chunk(new RowValues(row));
    }

    @Override
    public Map<Place, PlannedChunk> at(Collection<Place> places) {
        Map<Place, PlannedChunk> chunks = new HashMap<>();
        if (places.isEmpty()) {
            return chunks;
        }
        List<Place> wanted = List.copyOf(places);
        jdbc.sql("""
                        SELECT c.id AS campaign_id, k.index, k.job_id, k.lead_ids, k.duplicate_ids
                        FROM unnest(:campaigns::text[], :indexes::int[]) AS u (campaign_id, index)
                        JOIN campaigns c ON c.id = u.campaign_id AND c.planned_at IS NOT NULL
                        JOIN chunks k ON k.campaign = c.number AND k.index = u.index
                        """)
                .param("campaigns", Columns.of(wanted, Place::campaignId, String[]::new))
                .param("indexes", Columns.of(wanted, Place::index, Integer[]::new))
                .query(row -> {
                    chunks.put(
                            new Place(row.getString("campaign_id"), row.getInt("index")),
                            new PlannedChunk(
                                    row.getString("job_id"), texts(row, "lead_ids"), texts(row, "duplicate_ids")));
                });
        return chunks;
    }

    private static Set<String> texts(ResultSet row, String column) throws SQLException {
        Array texts = row.getArray(column);
        return texts == null ? Set.of() : new HashSet<>(Arrays.asList((String[]) texts.getArray()));
    }

    @Override
    public void markPublished(String campaignId, List<Chunk> chunks, Instant at) {
        jdbc.sql("""
                        WITH campaign AS (
                            UPDATE campaigns SET next_chunk = greatest(next_chunk, :next),
                                status = CASE WHEN status = 'queued' THEN 'running' ELSE status END,
                                started_at = CASE WHEN status = 'queued' THEN :at ELSE started_at END
                            WHERE id = :campaign
                            RETURNING number)
                        UPDATE chunk_progress p SET published_at = :at
                        FROM campaign c
                        WHERE p.campaign = c.number AND p.index = ANY (:indexes) AND p.published_at IS NULL
                        """)
                .param("campaign", campaignId)
                .param("at", Timestamps.ofNullable(at))
                .param("next", chunks.getLast().index() + 1)
                .param("indexes", chunks.stream().map(Chunk::index).toArray(Integer[]::new))
                .update();
    }

    @Override
    public List<ChunkJob> takeDue(String campaignId, Instant dueBy, Instant now, int limit) {
        Map<ChunkRound, List<String>> jobs = new LinkedHashMap<>();
        jdbc.sql(TAKE_DUE)
                .param("campaign", campaignId)
                .param("dueBy", Timestamps.ofNullable(dueBy))
                .param("later", Timestamps.ofNullable(now.plus(TAKEN)))
                .param("limit", limit)
                .query(row -> {
                    jobs.computeIfAbsent(ChunkRound.read(row), round -> new ArrayList<>())
                            .add(row.getString("lead_id"));
                });
        return jobs.entrySet().stream()
                .map(job -> job.getKey().job(campaignId, job.getValue()))
                .toList();
    }

    @Override
    public void recallPostponed(String campaignId, Instant postponedBefore, Instant now) {
        jdbc.sql(RECALL)
                .param("campaign", campaignId)
                .param("postponedBefore", Timestamps.ofNullable(postponedBefore))
                .param("now", Timestamps.ofNullable(now))
                .update();
    }

    @Override
    public void recallAhead(String campaignId, Instant ahead, Instant now) {
        jdbc.sql(RECALL_AHEAD)
                .param("campaign", campaignId)
                .param("ahead", Timestamps.ofNullable(ahead))
                .param("now", Timestamps.ofNullable(now))
                .update();
    }

    /** The waiting messages of one chunk that are in the same round and at the same attempt. */
    private record ChunkRound(String jobId, Instant createdAt, int index, int round, int failures) {

        static ChunkRound read(ResultSet row) throws SQLException {
            return new ChunkRound(
                    row.getString("job_id"),
                    Timestamps.read(row, "created_at"),
                    row.getInt("chunk_index"),
                    row.getInt("round"),
                    row.getInt("failures"));
        }

        ChunkJob job(String campaignId, List<String> leadIds) {
            return new ChunkJob(jobId, campaignId, leadIds, createdAt, index, failures + 1, round + 1);
        }
    }
}
