package io.minicrm.postgres;

import io.minicrm.archive.Archive;
import io.minicrm.archive.ArchiveConflictException;
import io.minicrm.campaign.Campaign;
import io.minicrm.stored.Entry;
import io.minicrm.stored.Entry.Kind;
import io.minicrm.stored.Entry.StoredApproval;
import io.minicrm.stored.Entry.StoredAttribute;
import io.minicrm.stored.Entry.StoredCampaign;
import io.minicrm.stored.Entry.StoredChunk;
import io.minicrm.stored.Entry.StoredConsent;
import io.minicrm.stored.Entry.StoredDeadLetter;
import io.minicrm.stored.Entry.StoredDelivery;
import io.minicrm.stored.Entry.StoredDraft;
import io.minicrm.stored.Entry.StoredLead;
import io.minicrm.stored.Entry.StoredLimit;
import io.minicrm.stored.Entry.StoredSegment;
import io.minicrm.stored.Entry.StoredSeriesPoint;
import java.util.List;
import java.util.function.Function;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes batches of entries, one statement per table and batch. Statements for chunks, deliveries and dead letters find
 * only campaigns that are leased by the import.
 */
final class PostgresArchiveWriting {

    /** A declared type replaces any other; an inferred one is held only where there is none. */
    private static final String ATTRIBUTES =
            """
            INSERT INTO attribute_definitions (%1$s) SELECT %1$s FROM %2$s
            ON CONFLICT (name) DO UPDATE SET %3$s WHERE excluded.declared
            """.formatted(Rows.ATTRIBUTES.columns(), Rows.ATTRIBUTES.given(), Rows.ATTRIBUTES.updates("name"));

    private static final String SEGMENTS =
            """
            INSERT INTO segments (%1$s) SELECT %1$s FROM %2$s ON CONFLICT (id) DO UPDATE SET %3$s
            """.formatted(Rows.SEGMENTS.columns(), Rows.SEGMENTS.given(), Rows.SEGMENTS.updates("id"));

    private static final String LIMITS =
            """
            INSERT INTO send_limits (%1$s) SELECT %1$s FROM %2$s ON CONFLICT (scope, name) DO UPDATE SET %3$s
            """.formatted(Rows.LIMITS.columns(), Rows.LIMITS.given(), Rows.LIMITS.updates("scope", "name"));

    private static final String DRAFTS =
            """
            INSERT INTO campaign_drafts (%1$s) SELECT %1$s FROM %2$s ON CONFLICT (id) DO UPDATE SET %3$s
            """.formatted(Rows.DRAFTS.columns(), Rows.DRAFTS.given(), Rows.DRAFTS.updates("id"));

    /**
     * Inserts in order of id, which is the order in which the campaigns were created: publishers take campaigns in the
     * order of their numbers.
     */
    private static final String CAMPAIGNS =
            """
            INSERT INTO campaigns AS c (%1$s, lease_owner, lease_until)
            SELECT %1$s, ?, 'infinity' FROM %2$s ORDER BY place
            ON CONFLICT (id) DO UPDATE SET %3$s
            WHERE c.lease_owner = excluded.lease_owner
            """.formatted(Rows.CAMPAIGNS.columns(), Rows.CAMPAIGNS.given(), Rows.CAMPAIGNS.updates("id"));

    private static final String OF_HELD_CAMPAIGNS = """
            FROM %s JOIN campaigns c ON c.id = given.campaign_id AND c.lease_owner = ?
            """;

    private static final String CHUNKS = """
            INSERT INTO chunks (campaign, index, job_id, lead_ids, created_at, duplicate_ids)
            SELECT c.number, given.index, given.job_id, given.lead_ids::text[], given.created_at,
                given.duplicate_ids::text[]
            """ + OF_HELD_CAMPAIGNS.formatted(Rows.CHUNKS.given()) + """
            ON CONFLICT (campaign, index) DO UPDATE
            SET job_id = excluded.job_id, lead_ids = excluded.lead_ids, created_at = excluded.created_at,
                duplicate_ids = excluded.duplicate_ids
            """;

    private static final String PROGRESS = """
            INSERT INTO chunk_progress (campaign, index, leads, first_lead, last_lead, published_at)
            SELECT c.number, given.index, cardinality(given.lead_ids::text[]), (given.lead_ids::text[])[1],
                (given.lead_ids::text[])[cardinality(given.lead_ids::text[])], given.published_at
            """ + OF_HELD_CAMPAIGNS.formatted(Rows.CHUNKS.given()) + """
            ON CONFLICT (campaign, index) DO UPDATE
            SET leads = excluded.leads, first_lead = excluded.first_lead, last_lead = excluded.last_lead,
                published_at = excluded.published_at
            """;

    private static final String DELIVERIES = """
            INSERT INTO deliveries (campaign, claim, %s) SELECT c.number, given.claim::uuid, %s
            """.formatted(
                            Rows.DELIVERIES.columnsWithout("campaign_id", "claim"),
                            Rows.DELIVERIES.columnsOf("given", "campaign_id", "claim"))
            + OF_HELD_CAMPAIGNS.formatted(Rows.DELIVERIES.given())
            + "ON CONFLICT (campaign, lead_id) DO UPDATE SET claim = excluded.claim, "
            + Rows.DELIVERIES.updates("campaign_id", "claim", "lead_id");

    private static final String DEAD_LETTERS = """
            INSERT INTO dead_letters (campaign, topic, partition, record_offset)
            SELECT c.number, given.topic, given.partition, given."offset"
            """ + OF_HELD_CAMPAIGNS.formatted(Rows.DEAD_LETTERS.given()) + """
            ON CONFLICT (campaign, topic, partition, record_offset) DO UPDATE SET topic = excluded.topic
            """;

    private static final String APPROVALS = "INSERT INTO campaign_approvals (%s) SELECT %s "
                    .formatted(Rows.APPROVALS.columns(), Rows.APPROVALS.columnsOf("given"))
            + OF_HELD_CAMPAIGNS.formatted(Rows.APPROVALS.given())
            + "ON CONFLICT (campaign_id) DO UPDATE SET " + Rows.APPROVALS.updates("campaign_id");

    private static final String SERIES = "INSERT INTO campaign_series (%s) SELECT %s "
                    .formatted(Rows.SERIES.columns(), Rows.SERIES.columnsOf("given"))
            + OF_HELD_CAMPAIGNS.formatted(Rows.SERIES.given())
            + "ON CONFLICT (campaign_id, second) DO UPDATE SET " + Rows.SERIES.updates("campaign_id", "second");

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final PostgresLeads leads;

    PostgresArchiveWriting(JdbcClient jdbc, TransactionTemplate transaction, PostgresLeads leads) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.leads = leads;
    }

    void write(Kind kind, List<Entry> batch) {
        if (batch.isEmpty()) {
            return;
        }
        switch (kind) {
            case LEADS -> leads.upsert(all(batch, StoredLead.class, StoredLead::lead));
            case CONSENTS ->
                write(
                        PostgresConsents.SAVE,
                        Rows.CONSENTS.arrays(all(batch, StoredConsent.class, StoredConsent::consent)));
            case ATTRIBUTES ->
                write(
                        ATTRIBUTES,
                        Rows.ATTRIBUTES.arrays(all(batch, StoredAttribute.class, StoredAttribute::definition)));
            case SEGMENTS ->
                write(SEGMENTS, Rows.SEGMENTS.arrays(all(batch, StoredSegment.class, StoredSegment::segment)));
            case LIMITS -> write(LIMITS, Rows.LIMITS.arrays(all(batch, StoredLimit.class, StoredLimit::limit)));
            case CAMPAIGNS -> writeCampaigns(all(batch, StoredCampaign.class, StoredCampaign::campaign));
            case CHUNKS -> {
                List<Object> rows = Rows.CHUNKS.arrays(all(batch, StoredChunk.class, Function.identity()));
                write(batch.size(), held(CHUNKS, rows), held(PROGRESS, rows));
            }
            case DELIVERIES ->
                writeHeld(DELIVERIES, Rows.DELIVERIES, all(batch, StoredDelivery.class, Function.identity()));
            case DEAD_LETTERS ->
                writeHeld(DEAD_LETTERS, Rows.DEAD_LETTERS, all(batch, StoredDeadLetter.class, Function.identity()));
            case APPROVALS ->
                writeHeld(APPROVALS, Rows.APPROVALS, all(batch, StoredApproval.class, StoredApproval::approval));
            case SERIES ->
                writeHeld(SERIES, Rows.SERIES, all(batch, StoredSeriesPoint.class, StoredSeriesPoint::point));
            case DRAFTS -> write(DRAFTS, Rows.DRAFTS.arrays(all(batch, StoredDraft.class, StoredDraft::draft)));
        }
    }

    private static <E extends Entry, T> List<T> all(List<Entry> batch, Class<E> type, Function<E, T> value) {
        return batch.stream().map(type::cast).map(value).toList();
    }

    private void write(String statement, List<Object> rows) {
        jdbc.sql(statement).params(rows).update();
    }

    private void writeCampaigns(List<Campaign> campaigns) {
        try {
            write(
                    campaigns.size(),
                    jdbc.sql(CAMPAIGNS).param(Archive.IMPORT_OWNER).params(Rows.CAMPAIGNS.arrays(campaigns)));
        } catch (DuplicateKeyException taken) {
            throw new ArchiveConflictException(
                    "A campaign has the idempotency key of another one in the database; import into an empty database",
                    taken);
        }
    }

    private JdbcClient.StatementSpec held(String statement, List<Object> rows) {
        return jdbc.sql(statement).params(rows).param(Archive.IMPORT_OWNER);
    }

    private <R> void writeHeld(String statement, RowMapping<R> rows, List<R> batch) {
        write(batch.size(), held(statement, rows.arrays(batch)));
    }

    /**
     * Runs the statements in one transaction. Each must write all of the batch; it writes less if a campaign is not
     * leased by the import.
     */
    private void write(int expected, JdbcClient.StatementSpec... statements) {
        transaction.executeWithoutResult(status -> {
            for (JdbcClient.StatementSpec statement : statements) {
                int written = statement.update();
                if (written != expected) {
                    throw new ArchiveConflictException(
                            ("%,d of %,d entries belong to campaigns that are not leased by this import;"
                                            + " import into an empty database")
                                    .formatted(expected - written, expected),
                            null);
                }
            }
        });
    }
}
