package io.minicrm.cli.kafka;

import io.minicrm.console.CampaignNumbers;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.Table;
import io.minicrm.console.Texts;
import io.minicrm.delivery.ChunkJob;
import io.minicrm.delivery.PipelineGroup;
import io.minicrm.delivery.PipelineTopics;
import io.minicrm.inspector.GroupSummary;
import io.minicrm.inspector.RecordPage;
import io.minicrm.inspector.RecordQuery;
import io.minicrm.inspector.StoredRecord;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.kafka.MalformedRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Summarises the records of campaign.jobs by campaign. */
@Command(
        name = "campaigns",
        description = {
            "Summarise campaign.jobs by campaign, newest first: chunks, leads, chunk sizes, expanded chunks, jobs.",
            "Name, status, settled leads and time left come from the server, if it answers."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm kafka campaigns 5"})
final class CampaignJobsCommand extends InspectorCommand.ReadOnly {

    private static final int PAGE = 5_000;

    @Parameters(
            arity = "0..1",
            paramLabel = "N",
            defaultValue = "10",
            description = "Largest number of campaigns. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(
            names = "--scan-limit",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Number of newest records to read. Default: ${DEFAULT-VALUE}.")
    private long scanLimit;

    @Mixin
    private CampaignServer server = new CampaignServer();

    /** A campaign whose jobs are on the topic. Null values are unknown without the server. */
    record CampaignJobs(
            String campaignId,
            @Nullable String name,
            @Nullable String status,
            int chunks,
            long leads,
            int smallestChunk,
            int largestChunk,
            Instant firstJob,
            Instant lastJob,
            int expandedChunks,
            @Nullable Long audience,
            @Nullable Long settled,
            @Nullable Double secondsLeft) {}

    /** The answer in JSON. */
    record Answer(
            List<CampaignJobs> campaigns, List<GroupSummary> workers, long scanned, long total, long unreadable) {}

    private static final class Sums {
        private final Set<Integer> chunks = new HashSet<>();
        private final Set<Integer> expanded = new HashSet<>();
        private long leads;
        private int smallest = Integer.MAX_VALUE;
        private int largest;
        private Instant first = Instant.MAX;
        private Instant last = Instant.MIN;

        private void add(ChunkJob job, boolean isExpanded) {
            if (isExpanded) {
                expanded.add(job.chunkIndex());
            }
            first = job.createdAt().isBefore(first) ? job.createdAt() : first;
            last = job.createdAt().isAfter(last) ? job.createdAt() : last;
            // A chunk that was published more than once is still one chunk.
            if (chunks.add(job.chunkIndex())) {
                leads += job.leadIds().size();
                smallest = Math.min(smallest, job.leadIds().size());
                largest = Math.max(largest, job.leadIds().size());
            }
        }
    }

    @Override
    ExitCode look(TopicInspector inspector, Output out) {
        Map<Integer, Long> expandedUpTo = inspector.committed(PipelineGroup.EXPANDERS.id(), PipelineTopics.JOBS.name());
        Map<String, Sums> sums = new HashMap<>();
        long scanned = 0;
        long unreadable = 0;
        RecordQuery query = RecordQuery.newest(PipelineTopics.JOBS.name(), PAGE);
        RecordPage page;
        do {
            page = inspector.records(query);
            for (StoredRecord stored : page.records()) {
                unreadable += add(stored, expandedUpTo, sums) ? 0 : 1;
            }
            scanned += page.records().size();
            query = query.withPage(page.next());
        } while (page.next() != null && scanned < scanLimit);
        List<GroupSummary> workers = inspector.groups(Duration.ofMillis(500)).stream()
                .filter(group -> PipelineGroup.ids().contains(group.group()))
                .toList();
        Answer answer = new Answer(newest(sums), workers, scanned, page.total(), unreadable);
        if (server.problem() != null) {
            out.note("Only the topics are shown. " + server.problem());
        }
        out.answer(answer, () -> text(answer));
        return answer.campaigns().isEmpty() ? ExitCode.NOTHING_MATCHED : ExitCode.OK;
    }

    private static boolean add(StoredRecord stored, Map<Integer, Long> expandedUpTo, Map<String, Sums> sums) {
        if (stored.value() == null) {
            return false;
        }
        try {
            ChunkJob job = stored.decode(PipelineTopics.JOBS);
            sums.computeIfAbsent(job.campaignId(), id -> new Sums())
                    .add(job, stored.offset() < expandedUpTo.getOrDefault(stored.partition(), 0L));
            return true;
        } catch (MalformedRecordException unreadable) {
            return false;
        }
    }

    private List<CampaignJobs> newest(Map<String, Sums> sums) {
        List<CampaignJobs> campaigns = new ArrayList<>();
        sums.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, Sums> entry) -> entry.getValue().last)
                        .reversed())
                .limit(limit)
                .forEach(entry -> campaigns.add(campaign(entry.getKey(), entry.getValue())));
        return campaigns;
    }

    private CampaignJobs campaign(String id, Sums sums) {
        // If the server did not answer once, it is not asked again for the other campaigns.
        Optional<JsonNode> known = server.problem() == null ? server.campaign(id) : Optional.empty();
        CampaignNumbers numbers = known.map(CampaignNumbers::of).orElse(null);
        return new CampaignJobs(
                id,
                known.map(campaign -> campaign.path("name").asString("")).orElse(null),
                known.map(campaign -> campaign.path("status").asString("")).orElse(null),
                sums.chunks.size(),
                sums.leads,
                sums.smallest,
                sums.largest,
                sums.first,
                sums.last,
                sums.expanded.size(),
                numbers == null ? null : (Long) numbers.audience(),
                numbers == null ? null : (Long) numbers.settled(),
                known.map(CampaignJobsCommand::secondsLeft).orElse(null));
    }

    private static @Nullable Double secondsLeft(JsonNode campaign) {
        CampaignNumbers numbers = CampaignNumbers.of(campaign);
        long left = numbers.audience() - numbers.settled();
        double rate = campaign.path("leads_per_second").asDouble(0);
        return left <= 0 ? (Double) 0.0 : rate > 0 ? (Double) (left / rate) : null;
    }

    private static String text(Answer answer) {
        if (answer.campaigns().isEmpty()) {
            return "campaign.jobs contains no campaign; scanned %d of %d records.%n"
                    .formatted(answer.scanned(), answer.total());
        }
        StringBuilder text = new StringBuilder(campaigns(answer.campaigns()).render());
        if (!answer.workers().isEmpty()) {
            text.append('\n').append(workers(answer.workers()).render());
        }
        text.append("Scanned %s of %s jobs".formatted(Texts.grouped(answer.scanned()), Texts.grouped(answer.total())));
        text.append(answer.unreadable() == 0 ? ".\n" : "; %d are unreadable.%n".formatted(answer.unreadable()));
        return text.toString();
    }

    private static Table campaigns(List<CampaignJobs> campaigns) {
        Table table = new Table()
                .whole("CAMPAIGN")
                .text("NAME")
                .whole("STATUS")
                .number("CHUNKS")
                .number("LEADS")
                .number("SIZES")
                .number("EXPANDED")
                .number("SETTLED")
                .number("TIME LEFT")
                .whole("FIRST JOB (UTC)")
                .number("LAST JOB");
        campaigns.forEach(one -> table.row(
                one.campaignId(),
                one.name(),
                one.status(),
                one.chunks(),
                one.leads(),
                one.smallestChunk() == one.largestChunk()
                        ? "" + one.largestChunk()
                        : one.smallestChunk() + "–" + one.largestChunk(),
                one.expandedChunks() + "/" + one.chunks(),
                one.settled() == null ? null : one.settled() + "/" + one.audience(),
                Texts.seconds(one.secondsLeft()),
                Texts.second(one.firstJob()),
                "+"
                        + Texts.seconds((double)
                                Duration.between(one.firstJob(), one.lastJob()).toSeconds())));
        return table;
    }

    private static Table workers(List<GroupSummary> groups) {
        Table table = new Table()
                .whole("WORKERS")
                .text("STATE")
                .number("LAG")
                .number("RATE")
                .number("TIME LEFT");
        groups.forEach(group -> table.row(
                group.group(),
                group.state(),
                group.lag(),
                Texts.rate(group.ratePerSecond()),
                Texts.seconds(group.secondsLeft())));
        return table;
    }
}
