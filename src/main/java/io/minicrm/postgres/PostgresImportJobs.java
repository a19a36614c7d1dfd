package io.minicrm.postgres;

import io.minicrm.importing.ImportFailure;
import io.minicrm.importing.ImportJob;
import io.minicrm.importing.ImportJobs;
import io.minicrm.importing.ImportProgress;
import io.minicrm.lead.ImportResult.RowError;
import io.minicrm.stored.ImportFields;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Imports in the table {@code imports}, their rejected rows in {@code import_errors}. */
final class PostgresImportJobs implements ImportJobs {

    private static final String COLUMNS = Rows.IMPORTS.columns();
    private static final String SELECT = "SELECT %s FROM imports".formatted(COLUMNS);

    private static final String CREATE = """
            INSERT INTO imports (%1$s, seen_at) SELECT %1$s, created_at FROM %2$s
            ON CONFLICT (idempotency_key) DO NOTHING
            """.formatted(COLUMNS, Rows.IMPORTS.given());

    private static final String TAKE = """
            UPDATE imports
            SET status = 'running', owner = :owner, seen_at = :now, started_at = :now, attempts = attempts + 1
            WHERE id = (
                SELECT id FROM imports
                WHERE finished_at IS NULL AND folder = :folder
                  AND (status = 'queued' OR (seen_at < :seenBefore AND attempts < :maxAttempts))
                ORDER BY id LIMIT 1
                FOR UPDATE SKIP LOCKED)
            RETURNING %s
            """.formatted(COLUMNS);

    private static final String PROGRESS = """
            bytes_read = :bytesRead, bytes_total = :bytesTotal, imported = :imported, updated = :updated,
            unchanged = :unchanged, rejected = :rejected, unread = :unread, file = :file, seen_at = :now
            """;

    private static final String OWNED = " WHERE id = :id AND owner = :owner AND status = 'running'";

    private static final String ADD_ERRORS = """
            INSERT INTO import_errors (import_id, line, field, message)
            SELECT i.id, given.line, given.field, given.message
            FROM imports i, unnest(?::bigint[], ?::text[], ?::text[]) AS given (line, field, message)
            WHERE i.id = ?
            ON CONFLICT (import_id, line) DO NOTHING
            """;

    private final JdbcClient jdbc;

    PostgresImportJobs(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public ImportJob create(ImportJob job) {
        int created = jdbc.sql(CREATE).params(Rows.IMPORTS.arrays(List.of(job))).update();
        String key = job.origin().idempotencyKey();
        return created == 1 || key == null ? job : findByIdempotencyKey(key).orElse(job);
    }

    @Override
    public Optional<ImportJob> find(String id) {
        return jdbc.sql(SELECT + " WHERE id = ?").param(id).query(Rows.IMPORTS).optional();
    }

    @Override
    public Optional<ImportJob> findByIdempotencyKey(String key) {
        return jdbc.sql(SELECT + " WHERE idempotency_key = ?")
                .param(key)
                .query(Rows.IMPORTS)
                .optional();
    }

    @Override
    public List<ImportJob> list(@Nullable String beforeId, int limit) {
        return jdbc.sql(SELECT + " WHERE ?::text IS NULL OR id < ? ORDER BY id DESC LIMIT ?")
                .param(beforeId)
                .param(beforeId)
                .param(limit)
                .query(Rows.IMPORTS)
                .list();
    }

    @Override
    public long countUnfinished() {
        return jdbc.sql("SELECT count(*) FROM imports WHERE finished_at IS NULL")
                .query(Long.class)
                .single();
    }

    @Override
    public Optional<ImportJob> take(Claim claim) {
        return jdbc.sql(TAKE)
                .param("owner", claim.owner())
                .param("now", Timestamps.of(claim.now()))
                .param("folder", claim.folder())
                .param("seenBefore", Timestamps.of(claim.seenBefore()))
                .param("maxAttempts", ImportJob.MAX_ATTEMPTS)
                .query(Rows.IMPORTS)
                .optional();
    }

    @Override
    public void keepAlive(String folder, Instant now) {
        jdbc.sql("UPDATE imports SET seen_at = :now"
                        + " WHERE finished_at IS NULL AND folder = :folder AND status = 'queued'")
                .param("now", Timestamps.of(now))
                .param("folder", folder)
                .update();
    }

    @Override
    public Signal report(String id, String owner, ImportProgress progress, Instant now) {
        return withProgress(
                        jdbc.sql("UPDATE imports SET " + PROGRESS + OWNED + " RETURNING cancel_requested"),
                        progress,
                        now)
                .param("id", id)
                .param("owner", owner)
                .query(Boolean.class)
                .optional()
                .map(isCancelRequested -> isCancelRequested ? Signal.CANCEL : Signal.CONTINUE)
                .orElse(Signal.LOST);
    }

    private static StatementSpec withProgress(StatementSpec statement, ImportProgress progress, Instant now) {
        return statement
                .param("bytesRead", progress.bytesRead())
                .param("bytesTotal", progress.bytesTotal())
                .param("imported", progress.totals().imported())
                .param("updated", progress.totals().updated())
                .param("unchanged", progress.totals().unchanged())
                .param("rejected", progress.totals().rejected())
                .param("unread", progress.totals().unread())
                .param("file", ImportFields.json(progress.file()))
                .param("now", Timestamps.of(now));
    }

    @Override
    public void addErrors(String id, List<RowError> errors) {
        jdbc.sql(ADD_ERRORS)
                .param(Columns.of(errors, RowError::line, Long[]::new))
                .param(Columns.of(errors, RowError::field, String[]::new))
                .param(Columns.of(errors, RowError::message, String[]::new))
                .param(id)
                .update();
    }

    @Override
    public void deleteErrors(String id) {
        jdbc.sql("DELETE FROM import_errors WHERE import_id = ?").param(id).update();
    }

    @Override
    public List<RowError> errors(String id, long afterLine, int limit) {
        return jdbc.sql("SELECT line, field, message FROM import_errors"
                        + " WHERE import_id = ? AND line > ? ORDER BY line LIMIT ?")
                .param(id)
                .param(afterLine)
                .param(limit)
                .query((row, _) -> new RowError(row.getLong("line"), row.getString("field"), row.getString("message")))
                .list();
    }

    @Override
    public boolean finish(String id, String owner, Ending ending) {
        String sql = "UPDATE imports SET status = :status, finished_at = :now, owner = NULL, failure_line = :line,"
                + " failure_field = :field, failure_message = :message, " + PROGRESS + OWNED;
        return withFailure(withProgress(jdbc.sql(sql), ending.progress(), ending.at()), ending.failure())
                        .param("status", ending.status().code())
                        .param("id", id)
                        .param("owner", owner)
                        .update()
                == 1;
    }

    private static StatementSpec withFailure(StatementSpec statement, @Nullable ImportFailure failure) {
        return statement
                .param("line", failure == null ? null : failure.line())
                .param("field", failure == null ? null : failure.field())
                .param("message", failure == null ? null : failure.message());
    }

    @Override
    public void release(String id, String owner, int attempts, Instant now) {
        jdbc.sql("UPDATE imports SET status = 'queued', owner = NULL, attempts = :attempts, seen_at = :now" + OWNED)
                .param("attempts", attempts)
                .param("now", Timestamps.of(now))
                .param("id", id)
                .param("owner", owner)
                .update();
    }

    @Override
    public boolean cancel(String id, Instant now) {
        return jdbc.sql("""
                        UPDATE imports SET cancel_requested = true,
                            finished_at = CASE WHEN status = 'queued' THEN :now END,
                            status = CASE WHEN status = 'queued' THEN 'cancelled' ELSE status END
                        WHERE id = :id AND finished_at IS NULL
                        """).param("now", Timestamps.of(now)).param("id", id).update() == 1;
    }

    @Override
    public int fail(Orphans orphans, ImportFailure failure, Instant now) {
        return withFailure(jdbc.sql("""
                                UPDATE imports
                                SET status = 'failed', finished_at = :now, owner = NULL, failure_line = :line,
                                    failure_field = :field, failure_message = :message
                                WHERE finished_at IS NULL AND attempts >= :minAttempts AND seen_at < :seenBefore
                                """), failure)
                .param("now", Timestamps.of(now))
                .param("minAttempts", orphans.minAttempts())
                .param("seenBefore", Timestamps.of(orphans.seenBefore()))
                .update();
    }

    @Override
    public void deleteFinished(int keep) {
        jdbc.sql("""
                        DELETE FROM imports WHERE finished_at IS NOT NULL AND id <= (
                            SELECT id FROM imports WHERE finished_at IS NOT NULL ORDER BY id DESC OFFSET ? LIMIT 1)
                        """).param(keep).update();
    }
}
