package io.minicrm.postgres;

import io.minicrm.archive.Archive;
import io.minicrm.archive.ArchiveConflictException;
import io.minicrm.campaign.Campaign;
import io.minicrm.delivery.Delivery;
import io.minicrm.segment.RuleJson;
import io.minicrm.segment.Segment;
import io.minicrm.stored.Entry;
import io.minicrm.stored.Entry.Kind;
import io.minicrm.stored.Entry.StoredCampaign;
import io.minicrm.stored.Entry.StoredChunk;
import io.minicrm.stored.Entry.StoredDeadLetter;
import io.minicrm.stored.Entry.StoredDelivery;
import io.minicrm.stored.Entry.StoredLead;
import io.minicrm.stored.Entry.StoredLimit;
import io.minicrm.stored.Entry.StoredSegment;
import io.minicrm.template.MessageHeader;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes batches, each as one statement over arrays. What belongs to a campaign finds only campaigns that the import holds. */
final class PostgresArchiveWriting {

    private static final String SEGMENTS = """
            INSERT INTO segments (id, name, rule, created_at, updated_at)
            SELECT id, name, rule::jsonb, created_at, updated_at
            FROM unnest(:ids::text[], :names::text[], :rules::text[], :created::timestamptz[], :updated::timestamptz[])
                AS s (id, name, rule, created_at, updated_at)
            ON CONFLICT (id) DO UPDATE
            SET name = excluded.name, rule = excluded.rule, created_at = excluded.created_at, updated_at = excluded.updated_at
            """;

    private static final String LIMITS = """
            INSERT INTO send_limits (scope, name, per_second)
            SELECT * FROM unnest(:scopes::text[], :names::text[], :rates::int[])
            ON CONFLICT (scope, name) DO UPDATE SET per_second = excluded.per_second
            """;

    /** In order of id, which is the order in which they were made: it is that of their numbers, by which they take turns. */
    private static final String CAMPAIGNS = """
            INSERT INTO campaigns AS c (id, name, segment_id, rule, template, subject, channel, chunk_size, created_by,
                created_at, scheduled_at, max_rate, idempotency_key, request_hash, status, audience, chunks, planned_at,
                started_at, finished_at, lease_owner, lease_until)
            SELECT id, name, segment_id, rule::jsonb, template, subject, channel, chunk_size, created_by, created_at,
                scheduled_at, max_rate, idempotency_key, request_hash, status, audience, chunks, planned_at, started_at,
                finished_at, :holder, 'infinity'
            FROM unnest(:ids::text[], :names::text[], :segments::text[], :rules::text[], :templates::text[],
                    :subjects::text[], :channels::text[], :sizes::int[], :creators::text[], :created::timestamptz[],
                    :scheduled::timestamptz[], :rates::int[], :keys::text[], :hashes::text[], :statuses::text[],
                    :audiences::bigint[], :chunks::int[], :planned::timestamptz[], :started::timestamptz[],
                    :finished::timestamptz[])
                WITH ORDINALITY AS given (id, name, segment_id, rule, template, subject, channel, chunk_size, created_by,
                    created_at, scheduled_at, max_rate, idempotency_key, request_hash, status, audience, chunks, planned_at,
                    started_at, finished_at, place)
            ORDER BY place
            ON CONFLICT (id) DO UPDATE
            SET name = excluded.name, segment_id = excluded.segment_id, rule = excluded.rule, template = excluded.template,
                subject = excluded.subject, channel = excluded.channel, chunk_size = excluded.chunk_size,
                created_by = excluded.created_by, created_at = excluded.created_at, scheduled_at = excluded.scheduled_at,
                max_rate = excluded.max_rate, idempotency_key = excluded.idempotency_key,
                request_hash = excluded.request_hash, status = excluded.status, audience = excluded.audience,
                chunks = excluded.chunks, planned_at = excluded.planned_at, started_at = excluded.started_at,
                finished_at = excluded.finished_at
            WHERE c.lease_owner = excluded.lease_owner
            """;

    private static final String CHUNKS = """
            INSERT INTO chunks (campaign, index, job_id, lead_ids, created_at)
            SELECT c.number, k.index, k.job_id, k.lead_ids::text[], k.created_at
            FROM unnest(:campaigns::text[], :indexes::int[], :jobs::text[], :leads::text[], :created::timestamptz[])
                AS k (campaign_id, index, job_id, lead_ids, created_at)
            JOIN campaigns c ON c.id = k.campaign_id AND c.lease_owner = :holder
            ON CONFLICT (campaign, index) DO UPDATE
            SET job_id = excluded.job_id, lead_ids = excluded.lead_ids, created_at = excluded.created_at
            """;

    private static final String PROGRESS = """
            INSERT INTO chunk_progress (campaign, index, leads, first_lead, last_lead, published_at)
            SELECT c.number, p.index, p.leads, p.first_lead, p.last_lead, p.published_at
            FROM unnest(:campaigns::text[], :indexes::int[], :sizes::int[], :firsts::text[], :lasts::text[],
                    :published::timestamptz[])
                AS p (campaign_id, index, leads, first_lead, last_lead, published_at)
            JOIN campaigns c ON c.id = p.campaign_id AND c.lease_owner = :holder
            ON CONFLICT (campaign, index) DO UPDATE
            SET leads = excluded.leads, first_lead = excluded.first_lead, last_lead = excluded.last_lead,
                published_at = excluded.published_at
            """;

    private static final String DELIVERIES = """
            INSERT INTO deliveries (campaign, lead_id, chunk_index, status, round, failures, claim, claimed_at, updated_at,
                next_attempt_at, provider_message_id, error)
            SELECT c.number, d.lead_id, d.chunk_index, d.status, d.round, d.failures, d.claim::uuid, d.claimed_at,
                d.updated_at, d.next_attempt_at, d.message_id, d.error
            FROM unnest(:campaigns::text[], :leads::text[], :chunks::int[], :statuses::int[], :rounds::int[],
                    :failures::int[], :claims::text[], :claimed::timestamptz[], :updated::timestamptz[],
                    :next::timestamptz[], :messages::text[], :errors::text[])
                AS d (campaign_id, lead_id, chunk_index, status, round, failures, claim, claimed_at, updated_at,
                    next_attempt_at, message_id, error)
            JOIN campaigns c ON c.id = d.campaign_id AND c.lease_owner = :holder
            ON CONFLICT (campaign, lead_id) DO UPDATE
            SET chunk_index = excluded.chunk_index, status = excluded.status, round = excluded.round,
                failures = excluded.failures, claim = excluded.claim, claimed_at = excluded.claimed_at,
                updated_at = excluded.updated_at, next_attempt_at = excluded.next_attempt_at,
                provider_message_id = excluded.provider_message_id, error = excluded.error
            """;

    private static final String DEAD_LETTERS = """
            INSERT INTO dead_letters (campaign, topic, partition, record_offset)
            SELECT c.number, l.topic, l.partition, l.record_offset
            FROM unnest(:campaigns::text[], :topics::text[], :partitions::int[], :offsets::bigint[])
                AS l (campaign_id, topic, partition, record_offset)
            JOIN campaigns c ON c.id = l.campaign_id AND c.lease_owner = :holder
            ON CONFLICT (campaign, topic, partition, record_offset) DO UPDATE SET topic = excluded.topic
            """;

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
            case LEADS ->
                leads.upsert(all(batch, StoredLead.class).stream()
                        .map(StoredLead::lead)
                        .toList());
            case SEGMENTS ->
                segments(all(batch, StoredSegment.class).stream()
                        .map(StoredSegment::segment)
                        .toList());
            case LIMITS -> limits(all(batch, StoredLimit.class));
            case CAMPAIGNS ->
                campaigns(all(batch, StoredCampaign.class).stream()
                        .map(StoredCampaign::campaign)
                        .toList());
            case CHUNKS -> chunks(all(batch, StoredChunk.class));
            case DELIVERIES -> deliveries(all(batch, StoredDelivery.class));
            case DEAD_LETTERS -> deadLetters(all(batch, StoredDeadLetter.class));
        }
    }

    private static <T extends Entry> List<T> all(List<Entry> batch, Class<T> type) {
        return batch.stream().map(type::cast).toList();
    }

    private void segments(List<Segment> segments) {
        jdbc.sql(SEGMENTS)
                .param("ids", texts(segments, Segment::id))
                .param("names", texts(segments, Segment::name))
                .param("rules", texts(segments, segment -> RuleJson.writeText(segment.rule())))
                .param("created", texts(segments, segment -> Timestamps.text(segment.createdAt())))
                .param("updated", texts(segments, segment -> Timestamps.text(segment.updatedAt())))
                .update();
    }

    private void limits(List<StoredLimit> limits) {
        jdbc.sql(LIMITS)
                .param(
                        "scopes",
                        texts(limits, stored -> stored.limit().scope().name().toLowerCase(Locale.ROOT)))
                .param("names", texts(limits, stored -> stored.limit().name()))
                .param("rates", integers(limits, stored -> stored.limit().perSecond()))
                .update();
    }

    private void campaigns(List<Campaign> campaigns) {
        try {
            written(
                    campaigns.size(),
                    held(CAMPAIGNS)
                            .param("ids", texts(campaigns, Campaign::id))
                            .param(
                                    "names",
                                    texts(
                                            campaigns,
                                            campaign -> campaign.content().name()))
                            .param(
                                    "segments",
                                    texts(
                                            campaigns,
                                            campaign -> campaign.content().segmentId()))
                            .param(
                                    "rules",
                                    texts(
                                            campaigns,
                                            campaign -> RuleJson.writeText(
                                                    campaign.content().rule())))
                            .param(
                                    "templates",
                                    texts(
                                            campaigns,
                                            campaign -> campaign.content().template()))
                            .param(
                                    "subjects",
                                    texts(
                                            campaigns,
                                            campaign ->
                                                    campaign.content().headers().get(MessageHeader.SUBJECT)))
                            .param("channels", texts(campaigns, Campaign::channel))
                            .param("sizes", integers(campaigns, Campaign::chunkSize))
                            .param(
                                    "creators",
                                    texts(
                                            campaigns,
                                            campaign -> campaign.origin().createdBy()))
                            .param(
                                    "created",
                                    texts(
                                            campaigns,
                                            c -> Timestamps.text(c.origin().createdAt())))
                            .param("scheduled", texts(campaigns, c -> Timestamps.textOrNull(c.scheduledAt())))
                            .param("rates", integers(campaigns, Campaign::maxRate))
                            .param(
                                    "keys",
                                    texts(
                                            campaigns,
                                            campaign -> campaign.origin().idempotencyKey()))
                            .param(
                                    "hashes",
                                    texts(
                                            campaigns,
                                            campaign -> campaign.origin().requestHash()))
                            .param("statuses", texts(campaigns, c -> c.status().code()))
                            .param("audiences", Columns.of(campaigns, Campaign::audience, Long[]::new))
                            .param("chunks", integers(campaigns, Campaign::chunks))
                            .param(
                                    "planned",
                                    texts(
                                            campaigns,
                                            c -> Timestamps.textOrNull(
                                                    c.progress().plannedAt())))
                            .param("started", texts(campaigns, c -> Timestamps.textOrNull(c.startedAt())))
                            .param("finished", texts(campaigns, c -> Timestamps.textOrNull(c.finishedAt()))));
        } catch (DuplicateKeyException taken) {
            throw new ArchiveConflictException(
                    "A campaign has the idempotency key of another one that is in the database; import into an empty database",
                    taken);
        }
    }

    private void chunks(List<StoredChunk> chunks) {
        String[] campaigns = texts(chunks, stored -> stored.chunk().campaignId());
        Integer[] indexes = integers(chunks, stored -> stored.chunk().index());
        written(
                chunks.size(),
                held(CHUNKS)
                        .param("campaigns", campaigns)
                        .param("indexes", indexes)
                        .param("jobs", texts(chunks, stored -> stored.chunk().jobId()))
                        .param(
                                "leads",
                                texts(
                                        chunks,
                                        stored -> arrayLiteral(stored.chunk().leadIds())))
                        .param(
                                "created",
                                texts(
                                        chunks,
                                        stored -> Timestamps.text(stored.chunk().createdAt()))),
                held(PROGRESS)
                        .param("campaigns", campaigns)
                        .param("indexes", indexes)
                        .param(
                                "sizes",
                                integers(
                                        chunks,
                                        stored -> stored.chunk().leadIds().size()))
                        .param(
                                "firsts",
                                texts(chunks, stored -> stored.chunk().leadIds().getFirst()))
                        .param(
                                "lasts",
                                texts(chunks, stored -> stored.chunk().leadIds().getLast()))
                        .param("published", texts(chunks, stored -> Timestamps.textOrNull(stored.publishedAt()))));
    }

    /** PostgreSQL has no arrays of arrays of different lengths, so each chunk's ids travel as the text form of an array. */
    private static String arrayLiteral(List<String> leadIds) {
        StringBuilder literal = new StringBuilder("{");
        for (String id : leadIds) {
            literal.append(literal.length() > 1 ? ",\"" : "\"")
                    .append(id.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
        return literal.append('}').toString();
    }

    private void deliveries(List<StoredDelivery> rows) {
        written(
                rows.size(),
                held(DELIVERIES)
                        .param("campaigns", column(rows, Delivery::campaignId))
                        .param("leads", column(rows, Delivery::leadId))
                        .param("chunks", integers(rows, row -> row.delivery().chunkIndex()))
                        .param(
                                "statuses",
                                integers(rows, row -> row.delivery().status().storedCode()))
                        .param("rounds", integers(rows, row -> row.delivery().round()))
                        .param("failures", integers(rows, row -> row.delivery().failures()))
                        .param("claims", texts(rows, StoredDelivery::claim))
                        .param("claimed", column(rows, row -> Timestamps.text(row.claimedAt())))
                        .param("updated", column(rows, row -> Timestamps.text(row.updatedAt())))
                        .param("next", column(rows, row -> Timestamps.textOrNull(row.nextAttemptAt())))
                        .param("messages", column(rows, Delivery::providerMessageId))
                        .param("errors", column(rows, Delivery::error)));
    }

    private void deadLetters(List<StoredDeadLetter> letters) {
        written(
                letters.size(),
                held(DEAD_LETTERS)
                        .param("campaigns", texts(letters, StoredDeadLetter::campaignId))
                        .param("topics", texts(letters, StoredDeadLetter::topic))
                        .param("partitions", integers(letters, StoredDeadLetter::partition))
                        .param("offsets", Columns.of(letters, StoredDeadLetter::offset, Long[]::new)));
    }

    private JdbcClient.StatementSpec held(String statement) {
        return jdbc.sql(statement).param("holder", Archive.HOLDER);
    }

    /** All of the batch or nothing: what finds no held campaign is not written by the statement. */
    private void written(int expected, JdbcClient.StatementSpec... statements) {
        transaction.executeWithoutResult(status -> {
            for (JdbcClient.StatementSpec statement : statements) {
                int written = statement.update();
                if (written != expected) {
                    throw new ArchiveConflictException(
                            "%,d of %,d entries belong to campaigns that this import does not hold; import into an empty database"
                                    .formatted(expected - written, expected),
                            null);
                }
            }
        });
    }

    private static <R> String[] texts(List<R> rows, Function<R, @Nullable String> value) {
        return Columns.of(rows, value, String[]::new);
    }

    private static <R> Integer[] integers(List<R> rows, Function<R, @Nullable Integer> value) {
        return Columns.of(rows, value, Integer[]::new);
    }

    private static String[] column(List<StoredDelivery> rows, Function<Delivery, @Nullable String> value) {
        return Columns.of(rows, row -> value.apply(row.delivery()), String[]::new);
    }
}
