package io.minicrm.cli.kafka;

import io.minicrm.campaign.SendId;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One recipient's way. */
@Command(
        name = "trace",
        description = {
            "One recipient through every topic and the delivery log, with the time between hops.",
            "Send jobs and receipts are found in the one partition of the lead's send_id; the log is the server's."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm kafka trace campaign-123 lead-7"})
final class TraceCommand extends InspectorCommand.Looking {

    @Parameters(index = "0", paramLabel = "CAMPAIGN")
    private String campaign = "";

    @Parameters(index = "1", paramLabel = "LEAD")
    private String lead = "";

    @Mixin
    private CampaignServer server = new CampaignServer();

    /**
     * One station.
     *
     * @param sincePrevious milliseconds since the hop before; null for the first
     */
    record Hop(
            Instant at,
            String station,
            String where,
            String what,
            @Nullable Long sincePrevious) {}

    /** The whole answer. */
    record Answer(String campaignId, String leadId, String sendId, List<Hop> hops) {}

    @Override
    int look(TopicInspector inspector, Output out) {
        String sendId = SendId.of(campaign, lead);
        List<Hop> hops = new ArrayList<>();
        collect(inspector, PipelineTopics.JOBS, campaign, hops, this::told);
        collect(inspector, PipelineTopics.SEND_JOBS, sendId, hops, this::told);
        collect(inspector, PipelineTopics.RECEIPTS, sendId, hops, this::told);
        buried(inspector, sendId, hops);
        logged(hops);
        if (server.problem() != null) {
            note("The delivery log is left out: " + server.problem() + ".");
        }
        if (hops.isEmpty()) {
            return fail("Nothing is known of lead '%s' in campaign '%s'.".formatted(lead, campaign), NOTHING_MATCHED);
        }
        Answer answer = new Answer(campaign, lead, sendId, timed(hops));
        out.answer(answer, () -> {
            Table table = new Table("!TIME (UTC)", "#AFTER", "!STATION", "WHERE", "WHAT");
            answer.hops()
                    .forEach(hop -> table.row(
                            Texts.time(hop.at()),
                            hop.sincePrevious() == null ? "" : "+" + Texts.grouped(hop.sincePrevious()) + " ms",
                            hop.station(),
                            hop.where(),
                            hop.what()));
            return "send_id %s%n%n".formatted(sendId) + Output.render(table);
        });
        return DONE;
    }

    private static List<Hop> timed(List<Hop> hops) {
        hops.sort(Comparator.comparing(Hop::at));
        List<Hop> timed = new ArrayList<>();
        for (Hop hop : hops) {
            Long since = timed.isEmpty()
                    ? null
                    : (Long) Duration.between(timed.getLast().at(), hop.at()).toMillis();
            timed.add(new Hop(hop.at(), hop.station(), hop.where(), hop.what(), since));
        }
        return timed;
    }

    private <T> void collect(
            TopicInspector inspector, Topic<T> topic, String key, List<Hop> hops, Function<T, @Nullable String> what) {
        try {
            inspector.scan(RecordQuery.all(topic.name()).withKey(key), stored -> {
                String told = what(stored, topic, what);
                if (told != null) {
                    hops.add(hop(stored, told));
                }
            });
        } catch (UnknownTopicException none) {
            note(none.getMessage());
        }
    }

    private static <T> @Nullable String what(StoredRecord stored, Topic<T> topic, Function<T, @Nullable String> what) {
        byte[] value = stored.value();
        try {
            return value == null ? "(tombstone)" : what.apply(topic.codec().decode(value));
        } catch (MalformedRecordException unreadable) {
            return null;
        }
    }

    private static Hop hop(StoredRecord stored, String what) {
        return new Hop(stored.timestamp(), stored.topic(), stored.partition() + "@" + stored.offset(), what, null);
    }

    private @Nullable String told(ChunkJob job) {
        return job.campaignId().equals(campaign) && job.leadIds().contains(lead)
                ? "chunk %d of %d leads, attempt %d, %s"
                        .formatted(job.chunkIndex(), job.leadIds().size(), job.attempt(), job.jobId())
                : null;
    }

    private @Nullable String told(SendJob job) {
        return "attempt %d by %s to %s%s"
                .formatted(
                        job.attempt(),
                        job.channel(),
                        job.to(),
                        job.skip() == null ? "" : ", not to be sent: " + job.skip());
    }

    private @Nullable String told(Receipt receipt) {
        return receipt.status().code()
                + (receipt.attempt() == null ? "" : ", attempt " + receipt.attempt())
                + " says " + receipt.provider()
                + (receipt.providerMessageId() == null ? "" : " (" + receipt.providerMessageId() + ")")
                + (receipt.error() == null ? "" : ": " + receipt.error());
    }

    private void buried(TopicInspector inspector, String sendId, List<Hop> hops) {
        try {
            inspector.scan(RecordQuery.all(DeadLetters.TOPIC), stored -> {
                if (sendId.equals(stored.key())) {
                    DeadLetter letter = stored.deadLetter();
                    hops.add(hop(stored, "buried by %s: %s".formatted(letter.consumerGroup(), letter.message())));
                }
            });
        } catch (UnknownTopicException none) {
            note(none.getMessage());
        }
    }

    private void logged(List<Hop> hops) {
        server.delivery(campaign, lead).ifPresent(row -> {
            String attempt = "attempt " + row.path("attempt").asInt(0);
            addLogged(hops, row.path("claimed_at").asString(""), "claimed", attempt);
            String error = row.path("error").asString("");
            addLogged(
                    hops,
                    row.path("updated_at").asString(""),
                    row.path("status").asString(""),
                    attempt + (error.isEmpty() ? "" : ": " + error));
        });
    }

    private static void addLogged(List<Hop> hops, String at, String status, String what) {
        if (!at.isEmpty()) {
            hops.add(new Hop(Instant.parse(at), "delivery log", status, what, null));
        }
    }
}
