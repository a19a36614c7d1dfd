package io.minicrm.postgres;

import io.minicrm.chunk.Chunk;
import io.minicrm.delivery.ChunkPlaces;
import io.minicrm.delivery.Plans;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.SQLErrorCodeSQLExceptionTranslator;

/**
 * A plan that is being written: one transaction, which locks the campaign's row. So nothing of it is visible before it
 * is complete, a crash rolls it back, and a second draft waits and then finds the finished plan.
 */
final class PostgresPlanDraft implements Plans.Draft {

    private static final String APPEND = """
            WITH frozen AS (
                INSERT INTO chunks (campaign, index, job_id, lead_ids, created_at)
                SELECT ?, index, job_id, lead_ids::text[], created_at
                FROM unnest(?::int[], ?::text[], ?::text[], ?::timestamptz[])
                    AS c (index, job_id, lead_ids, created_at)
                RETURNING campaign, index, lead_ids)
            INSERT INTO chunk_progress (campaign, index, leads, first_lead, last_lead)
            SELECT campaign, index, cardinality(lead_ids), lead_ids[1], lead_ids[cardinality(lead_ids)] FROM frozen
            """;

    private final DataSource dataSource;
    private final Connection connection;
    private final String campaignId;
    private final int campaign;
    private final boolean planned;
    private final ChunkPlaces places = new ChunkPlaces();
    private long leads;
    private int chunks;

    PostgresPlanDraft(DataSource dataSource, String campaignId) {
        this.dataSource = dataSource;
        this.campaignId = campaignId;
        this.connection = DataSourceUtils.getConnection(dataSource);
        try {
            connection.setAutoCommit(false);
            try (PreparedStatement lock = connection.prepareStatement(
                    "SELECT number, planned_at IS NOT NULL FROM campaigns WHERE id = ? FOR UPDATE")) {
                lock.setString(1, campaignId);
                try (var row = lock.executeQuery()) {
                    if (!row.next()) {
                        throw new IllegalArgumentException("There is no campaign '%s' to plan".formatted(campaignId));
                    }
                    this.campaign = row.getInt(1);
                    this.planned = row.getBoolean(2);
                }
            }
        } catch (SQLException failure) {
            close();
            throw translate(failure);
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    @Override
    public void append(List<Chunk> next) {
        if (planned || next.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(APPEND)) {
            insert.setInt(1, campaign);
            insert.setArray(2, array("int", next, Chunk::index));
            insert.setArray(3, array("text", next, Chunk::jobId));
            Object[] leadIds = literals(next.stream().map(Chunk::leadIds).toList());
            insert.setArray(4, connection.createArrayOf("text", leadIds));
            insert.setArray(5, array("timestamptz", next, chunk -> Timestamps.ofNullable(chunk.createdAt())));
            insert.executeUpdate();
        } catch (SQLException failure) {
            throw translate(failure);
        }
        places.add(next);
        leads += next.stream().mapToLong(chunk -> chunk.leadIds().size()).sum();
        chunks += next.size();
    }

    private Array array(String type, List<Chunk> chunks, Function<Chunk, Object> column) throws SQLException {
        return connection.createArrayOf(type, chunks.stream().map(column).toArray());
    }

    /**
     * PostgreSQL has no arrays of arrays of different lengths, so the ids of each chunk are sent as the text of an
     * array.
     */
    private Object[] literals(Collection<List<String>> lists) throws SQLException {
        List<Object> literals = new ArrayList<>(lists.size());
        for (List<String> ids : lists) {
            literals.add(connection.createArrayOf("text", ids.toArray()).toString());
        }
        return literals.toArray();
    }

    @Override
    public void markDuplicates(List<String> leadIds) {
        if (planned || leadIds.isEmpty()) {
            return;
        }
        Map<Integer, List<String>> chunksOfLeads = places.byChunk(leadIds);
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE chunks c SET duplicate_ids = coalesce(c.duplicate_ids, '{}') || marked.lead_ids::text[]
                FROM unnest(?::int[], ?::text[]) AS marked (index, lead_ids)
                WHERE c.campaign = ? AND c.index = marked.index
                """)) {
            update.setArray(
                    1, connection.createArrayOf("int", chunksOfLeads.keySet().toArray()));
            update.setArray(2, connection.createArrayOf("text", literals(chunksOfLeads.values())));
            update.setInt(3, campaign);
            update.executeUpdate();
        } catch (SQLException failure) {
            throw translate(failure);
        }
    }

    @Override
    public boolean complete(Instant at) {
        if (planned) {
            return false;
        }
        // With an empty audience, the campaign is completed at once.
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE campaigns SET planned_at = ?, audience = ?, chunks = ?,
                    finished_at = CASE WHEN ? = 0 THEN ?::timestamptz END,
                    status = CASE WHEN ? = 0 AND status <> 'cancelled' THEN 'completed' ELSE status END
                WHERE number = ?
                """)) {
            update.setObject(1, Timestamps.ofNullable(at));
            update.setLong(2, leads);
            update.setInt(3, chunks);
            update.setLong(4, leads);
            update.setObject(5, Timestamps.ofNullable(at));
            update.setLong(6, leads);
            update.setInt(7, campaign);
            update.executeUpdate();
            connection.commit();
            return true;
        } catch (SQLException failure) {
            throw translate(failure);
        }
    }

    @Override
    public void close() {
        try {
            // After a commit there is nothing left to roll back.
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException broken) {
            throw translate(broken);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    private RuntimeException translate(SQLException failure) {
        String task = "plan " + campaignId;
        RuntimeException translated = new SQLErrorCodeSQLExceptionTranslator(dataSource).translate(task, null, failure);
        return translated == null ? new IllegalStateException(task, failure) : translated;
    }
}
