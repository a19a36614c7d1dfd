package io.minicrm.cli.kafka;

import io.minicrm.campaign.SendId;
import io.minicrm.console.Output;
import io.minicrm.delivery.ChunkJob;
import io.minicrm.delivery.PipelineTopics;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.SendJob;
import io.minicrm.inspector.DeadLetter;
import io.minicrm.inspector.RecordQuery;
import io.minicrm.inspector.StoredRecord;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.inspector.UnknownTopicException;
import io.minicrm.kafka.DeadLetters;
import io.minicrm.kafka.MalformedRecordException;
import io.minicrm.kafka.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Collects what the topics and the delivery log say of one lead of a campaign. Send jobs and receipts are keyed by the
 * lead's send_id, so only one partition of their topics is read.
 */
final class MessageTrace {

    private final String campaign;
    private final String lead;
    private final String sendId;
    private final Output out;
    private final List<Hop> hops = new ArrayList<>();

    /** @param out receives a note for every topic that does not exist */
    MessageTrace(String campaign, String lead, Output out) {
        this.campaign = campaign;
        this.lead = lead;
        this.sendId = SendId.of(campaign, lead);
        this.out = out;
    }

    /**
     * One step of the trace.
     *
     * @param sincePrevious milliseconds since the previous step; null for the first
     */
    record Hop(
            Instant at,
            String station,
            String where,
            String what,
            @Nullable Long sincePrevious) {}

    String sendId() {
        return sendId;
    }

    /** All steps in order of time. */
    List<Hop> hops() {
        List<Hop> timed = new ArrayList<>();
        for (Hop hop : hops.stream().sorted(Comparator.comparing(Hop::at)).toList()) {
            Long since = timed.isEmpty()
                    ? null
                    : (Long) Duration.between(timed.getLast().at(), hop.at()).toMillis();
            timed.add(new Hop(hop.at(), hop.station(), hop.where(), hop.what(), since));
        }
        return timed;
    }

    void addTopics(TopicInspector inspector) {
        scan(inspector, PipelineTopics.JOBS, campaign, this::describe);
        scan(inspector, PipelineTopics.SEND_JOBS, sendId, this::describe);
        scan(inspector, PipelineTopics.RECEIPTS, sendId, this::describe);
        scan(inspector, RecordQuery.all(DeadLetters.TOPIC), stored -> {
            if (sendId.equals(stored.key())) {
                DeadLetter letter = DeadLetter.of(stored);
                add(stored, "dead letter of %s: %s".formatted(letter.consumerGroup(), letter.message()));
            }
        });
    }

    /** @param row the lead's row in the delivery log, as the API returns it */
    void addLogRow(JsonNode row) {
        String attempt = "attempt " + row.path("attempt").asInt(0);
        addLogged(row.path("claimed_at").asString(""), "claimed", attempt);
        String error = row.path("error").asString("");
        addLogged(
                row.path("updated_at").asString(""),
                row.path("status").asString(""),
                attempt + (error.isEmpty() ? "" : ": " + error));
    }

    private void addLogged(String at, String status, String what) {
        if (!at.isEmpty()) {
            hops.add(new Hop(Instant.parse(at), "delivery log", status, what, null));
        }
    }

    private void add(StoredRecord stored, String what) {
        hops.add(new Hop(stored.timestamp(), stored.topic(), stored.partition() + "@" + stored.offset(), what, null));
    }

    private <T> void scan(
            TopicInspector inspector, Topic<T> topic, String key, Function<T, @Nullable String> describe) {
        scan(inspector, RecordQuery.of(topic.name()).key(key).build(), stored -> {
            try {
                String what = stored.value() == null ? "(tombstone)" : describe.apply(stored.decode(topic));
                if (what != null) {
                    add(stored, what);
                }
            } catch (MalformedRecordException unreadable) {
                // The worker that reads it writes a dead letter, which the trace shows.
            }
        });
    }

    private void scan(TopicInspector inspector, RecordQuery query, Consumer<StoredRecord> sink) {
        try {
            inspector.scan(query, sink);
        } catch (UnknownTopicException none) {
            out.note(String.valueOf(none.getMessage()));
        }
    }

    private @Nullable String describe(ChunkJob job) {
        return job.campaignId().equals(campaign) && job.leadIds().contains(lead)
                ? "chunk %d of %d leads, attempt %d, %s"
                        .formatted(job.chunkIndex(), job.leadIds().size(), job.attempt(), job.jobId())
                : null;
    }

    private @Nullable String describe(SendJob job) {
        return "attempt %d by %s to %s%s"
                .formatted(
                        job.attempt(),
                        job.channel(),
                        job.to(),
                        job.skip() == null ? "" : ", to be skipped: " + job.skip());
    }

    private @Nullable String describe(Receipt receipt) {
        return receipt.status().code()
                + (receipt.attempt() == null
                        ? ""
                        : ", attempt " + receipt.attempt().number())
                + " by " + receipt.provider()
                + (receipt.providerMessageId() == null ? "" : " (" + receipt.providerMessageId() + ")")
                + (receipt.error() == null ? "" : ": " + receipt.error());
    }
}
