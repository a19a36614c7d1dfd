package io.minicrm.postgres;

import io.minicrm.archive.Archive;
import io.minicrm.stored.Entry;
import io.minicrm.stored.Entry.Kind;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The content of all tables. {@link PostgresArchiveReading} reads them in pages, {@link PostgresArchiveWriting} writes
 * them in batches.
 */
final class PostgresArchive implements Archive {

    /** A chunk in which a lead is neither settled nor waiting for a retry must be published again. */
    private static final String UNPUBLISH = """
            UPDATE chunk_progress p SET published_at = NULL
            FROM campaigns c
            WHERE c.id = ANY (:ids) AND c.lease_owner = :holder AND p.campaign = c.number AND p.published_at IS NOT NULL
              AND p.leads > p.retrying + p.unknown + p.skipped + p.failed + p.sent
            """;

    private static final String RELEASE = """
            UPDATE campaigns c
            SET lease_owner = NULL, lease_until = NULL,
                next_chunk = coalesce(
                    (SELECT min(p.index) FROM chunk_progress p WHERE p.campaign = c.number AND p.published_at IS NULL),
                    CASE WHEN c.planned_at IS NULL THEN 0 ELSE c.chunks END)
            WHERE c.id = ANY (:ids) AND c.lease_owner = :holder
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final PostgresArchiveReading reading;
    private final PostgresArchiveWriting writing;

    PostgresArchive(DataSource dataSource, PostgresLeads leads) {
        this.jdbc = JdbcClient.create(dataSource);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        this.reading = new PostgresArchiveReading(jdbc);
        this.writing = new PostgresArchiveWriting(jdbc, transaction, leads);
    }

    @Override
    public List<Entry> read(Kind kind, @Nullable Entry after, int limit) {
        return reading.page(kind, after, limit);
    }

    @Override
    public void write(Kind kind, List<Entry> batch) {
        writing.write(kind, batch);
    }

    @Override
    public long count(Kind kind) {
        String table = switch (kind) {
            case LEADS -> "leads";
            case CONSENTS -> "consents";
            case ATTRIBUTES -> "attribute_definitions";
            case SEGMENTS -> "segments";
            case LIMITS -> "send_limits";
            case CAMPAIGNS -> "campaigns";
            case CHUNKS -> "chunks";
            case DELIVERIES -> "deliveries";
            case DEAD_LETTERS -> "dead_letters";
            case APPROVALS -> "campaign_approvals";
            case SERIES -> "campaign_series";
            case DRAFTS -> "campaign_drafts";
        };
        return jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
    }

    @Override
    public Set<String> released(Collection<String> campaignIds) {
        return new HashSet<>(
                jdbc.sql("SELECT id FROM campaigns WHERE id = ANY (:ids) AND lease_owner IS DISTINCT FROM :holder")
                        .param("ids", campaignIds.toArray(String[]::new))
                        .param("holder", IMPORT_OWNER)
                        .query(String.class)
                        .list());
    }

    @Override
    public Set<String> leaseOwners(Instant now) {
        return new HashSet<>(jdbc.sql("""
                        SELECT DISTINCT lease_owner FROM campaigns
                        WHERE lease_owner = :holder OR (finished_at IS NULL AND lease_until > :now)
                        """)
                .param("holder", IMPORT_OWNER)
                .param("now", Timestamps.of(now))
                .query(String.class)
                .list());
    }

    @Override
    public void release(Collection<String> campaignIds) {
        String[] ids = campaignIds.toArray(String[]::new);
        transaction.executeWithoutResult(status -> List.of(UNPUBLISH, RELEASE)
                .forEach(statement -> jdbc.sql(statement)
                        .param("ids", ids)
                        .param("holder", IMPORT_OWNER)
                        .update()));
    }
}
