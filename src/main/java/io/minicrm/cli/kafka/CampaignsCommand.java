package io.minicrm.cli.kafka;

import io.minicrm.delivery.ChunkJob;
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

/** What campaign.jobs holds, by campaign. */
@Command(
        name = "campaigns",
        description = {
            "What campaign.jobs holds, by campaign, newest first: chunks, leads, chunk sizes, first and last job, how many chunks the expander"
                    + " has taken.",
            "Name, status, what is settled and the time left come from the server, where one answers."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm kafka campaigns 5"})
final class CampaignsCommand extends InspectorCommand.Looking {

    private static final List<String> WORKERS = List.of("mini-crm-expanders", "mini-crm-senders", "mini-crm-receipts");
    private static final int PAGE = 5_000;

    @Parameters(paramLabel = "N", defaultValue = "10", description = "How many campaigns. Default: 10.")
    private int limit;

    @Option(
            names = "--scan-limit",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Look at the newest N jobs. Default: ${DEFAULT-VALUE}.")
    private long scanLimit;

    @Mixin
    private CampaignServer server = new CampaignServer();

    /** One campaign, as its jobs tell. */
    record InPipe(
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

    /** The whole answer. */
    record Answer(List<InPipe> campaigns, List<GroupSummary> workers, long scanned, long total, long unreadable) {}

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
            // A chunk that was published twice, or goes round again, is still one chunk.
            if (chunks.add(job.chunkIndex())) {
                leads += job.leadIds().size();
                smallest = Math.min(smallest, job.leadIds().size());
                largest = Math.max(largest, job.leadIds().size());
            }
        }
    }

    @Override
    int look(TopicInspector inspector, Output out) {
        Map<Integer, Long> expandedUpTo = inspector.committed("mini-crm-expanders", PipelineTopics.JOBS.name());
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
                .filter(group -> WORKERS.contains(group.group()))
                .toList();
        Answer answer = new Answer(newest(sums), workers, scanned, page.total(), unreadable);
        if (server.problem() != null) {
            note("Only the topics are shown: " + server.problem() + ".");
        }
        out.answer(answer, () -> text(answer));
        return answer.campaigns().isEmpty() ? NOTHING_MATCHED : DONE;
    }

    private static boolean add(StoredRecord stored, Map<Integer, Long> expandedUpTo, Map<String, Sums> sums) {
        byte[] value = stored.value();
        if (value == null) {
            return false;
        }
        try {
            ChunkJob job = PipelineTopics.JOBS.codec().decode(value);
            sums.computeIfAbsent(job.campaignId(), id -> new Sums())
                    .add(job, stored.offset() < expandedUpTo.getOrDefault(stored.partition(), 0L));
            return true;
        } catch (MalformedRecordException unreadable) {
            return false;
        }
    }

    private List<InPipe> newest(Map<String, Sums> sums) {
        List<InPipe> campaigns = new ArrayList<>();
        sums.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, Sums> entry) -> entry.getValue().last)
                        .reversed())
                .limit(limit)
                .forEach(entry -> campaigns.add(told(entry.getKey(), entry.getValue())));
        return campaigns;
    }

    private InPipe told(String id, Sums sums) {
        // One that did not answer once is not asked again for every other campaign.
        Optional<JsonNode> known = server.problem() == null ? server.campaign(id) : Optional.empty();
        JsonNode stats = known.map(campaign -> campaign.path("stats")).orElse(null);
        Long audience = stats == null ? null : (Long) stats.path("audience").asLong(0);
        Long settled = stats == null
                ? null
                : (Long) (stats.path("sent").asLong(0)
                        + stats.path("failed").asLong(0)
                        + stats.path("skipped").asLong(0)
                        + stats.path("unknown").asLong(0));
        double rate = known.map(campaign -> campaign.path("leads_per_second").asDouble(0))
                .orElse(0.0);
        Double left = null;
        if (audience != null && settled != null) {
            if (settled >= audience) {
                left = 0.0;
            } else if (rate > 0) {
                left = (audience - settled) / rate;
            }
        }
        return new InPipe(
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
                audience,
                settled,
                left);
    }

    private static String text(Answer answer) {
        if (answer.campaigns().isEmpty()) {
            return "campaign.jobs holds no campaign; scanned %d of %d.%n".formatted(answer.scanned(), answer.total());
        }
        Table campaigns = new Table(
                "!CAMPAIGN",
                "NAME",
                "!STATUS",
                "#CHUNKS",
                "#LEADS",
                "#SIZES",
                "#EXPANDED",
                "#SETTLED",
                "#TIME LEFT",
                "!FIRST JOB (UTC)",
                "#LAST JOB");
        answer.campaigns()
                .forEach(one -> campaigns.row(
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
                                + Texts.seconds((double) Duration.between(one.firstJob(), one.lastJob())
                                        .toSeconds())));
        StringBuilder text = new StringBuilder(Output.render(campaigns));
        if (!answer.workers().isEmpty()) {
            Table workers = new Table("!WORKERS", "STATE", "#LAG", "#RATE", "#TIME LEFT");
            answer.workers()
                    .forEach(group -> workers.row(
                            group.group(),
                            group.state(),
                            group.lag(),
                            Texts.rate(group.ratePerSecond()),
                            Texts.seconds(group.secondsLeft())));
            text.append('\n').append(Output.render(workers));
        }
        text.append("Scanned %s of %s jobs".formatted(Texts.grouped(answer.scanned()), Texts.grouped(answer.total())));
        text.append(answer.unreadable() == 0 ? ".\n" : "; %d cannot be read.%n".formatted(answer.unreadable()));
        return text.toString();
    }
}
