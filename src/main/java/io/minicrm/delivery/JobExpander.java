package io.minicrm.delivery;

import io.minicrm.campaign.Campaigns;
import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.PlannedChunk.Place;
import io.minicrm.gate.AddressGate;
import io.minicrm.gate.CancelledGate;
import io.minicrm.gate.Candidate;
import io.minicrm.gate.DuplicateAddressGate;
import io.minicrm.gate.Gate;
import io.minicrm.gate.Gates;
import io.minicrm.gate.LeadDeletedGate;
import io.minicrm.gate.SkipReason;
import io.minicrm.gate.UnsubscribedGate;
import io.minicrm.gate.Verdict;
import io.minicrm.kafka.BatchStage;
import io.minicrm.kafka.Publisher;
import io.minicrm.lead.Lead;
import io.minicrm.lead.Leads;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns chunks into one send job per lead. Reads the leads of all chunks of a poll at once.
 *
 * <p>A chunk that does not stand in the plan of its campaign, or names leads that are not in it, is foreign: it is
 * dropped and changes no number.
 *
 * <p>Every lead of a chunk gets a job, even if it must not receive the message: its job contains the reason, so it is
 * counted like all others. Example: a chunk of Ann, Bob and Eve, where Bob has unsubscribed and Eve was deleted,
 * becomes three jobs; Bob's has {@code skip: unsubscribed}, Eve's has {@code skip: lead_deleted} and no address.
 */
public final class JobExpander implements BatchStage<ChunkJob> {

    private static final Logger log = LoggerFactory.getLogger(JobExpander.class);

    private final Leads leads;
    private final LiveCampaigns campaigns;
    private final Plans plans;
    private final Map<String, Channel> channels;
    private final Gate gates;
    private final DeliveryObserver observer;
    private final Clock clock;

    /** What an expander reads. */
    public record Ports(Leads leads, Campaigns campaigns, Plans plans) {}

    public JobExpander(Ports ports, Map<String, Channel> channels, DeliveryObserver observer, Clock clock) {
        this(ports, channels, observer, clock, System::nanoTime);
    }

    JobExpander(
            Ports ports, Map<String, Channel> channels, DeliveryObserver observer, Clock clock, LongSupplier nanoTime) {
        this.leads = ports.leads();
        this.plans = ports.plans();
        this.campaigns = new LiveCampaigns(ports.campaigns(), nanoTime);
        this.observer = observer;
        this.channels = Map.copyOf(channels);
        this.gates = new Gates(List.of(
                new CancelledGate(),
                new LeadDeletedGate(),
                new UnsubscribedGate(),
                new AddressGate(channels.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, channel -> channel.getValue()::isAddress)))));
        this.clock = clock;
    }

    @Override
    public void process(List<ChunkJob> chunks, Publisher.Outbox outbox) {
        expand(chunks).forEach(job -> outbox.send(PipelineTopics.SEND_JOBS, job, () -> tooLarge(job)));
    }

    /** A job that Kafka takes, so that the lead is accounted for and the others of its batch go on. */
    private static SendJob tooLarge(SendJob job) {
        log.warn(
                "The message to lead {} of {} is skipped: its data is too large for Kafka",
                job.leadId(),
                job.campaignId());
        return job.tooLarge();
    }

    /** The send jobs of those chunks that stand in the plan of their campaign, in their order. */
    List<SendJob> expand(List<ChunkJob> jobs) {
        campaigns.refresh(jobs.stream().map(ChunkJob::campaignId).collect(Collectors.toSet()));
        jobs.forEach(job -> campaigns.get(job.campaignId()));
        Map<Place, PlannedChunk> planned =
                plans.at(jobs.stream().map(JobExpander::place).collect(Collectors.toSet()));
        List<ChunkJob> chunks = jobs.stream()
                .filter(job -> belongs(job, planned.get(place(job))))
                .toList();
        if (chunks.size() < jobs.size()) {
            log.warn("Dropped {} chunks that do not stand in the plan of their campaign", jobs.size() - chunks.size());
            observer.foreign(PipelineTopics.JOBS.name(), jobs.size() - chunks.size());
        }
        return chunks.isEmpty() ? List.of() : expand(chunks, planned);
    }

    private static Place place(ChunkJob job) {
        return new Place(job.campaignId(), job.chunkIndex());
    }

    /** A later round has only some of the chunk's leads. */
    private static boolean belongs(ChunkJob job, @Nullable PlannedChunk chunk) {
        return chunk != null
                && chunk.jobId().equals(job.jobId())
                && chunk.leadIds().containsAll(job.leadIds());
    }

    private List<SendJob> expand(List<ChunkJob> chunks, Map<Place, PlannedChunk> planned) {
        Map<String, Lead> found = find(chunks);
        List<Candidate> candidates = new ArrayList<>();
        for (ChunkJob chunk : chunks) {
            LiveCampaign campaign = campaigns.get(chunk.campaignId());
            chunk.leadIds().forEach(id -> candidates.add(candidate(campaign, id, found.get(id))));
        }
        List<Verdict> verdicts =
                new Gates(List.of(gates, new DuplicateAddressGate(duplicates(planned)))).judge(candidates);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<SendJob> jobs = new ArrayList<>(candidates.size());
        for (ChunkJob chunk : chunks) {
            Set<String> variables = campaigns.get(chunk.campaignId()).variables();
            for (int i = 0; i < chunk.leadIds().size(); i++) {
                int place = jobs.size();
                jobs.add(job(chunk, candidates.get(place), verdicts.get(place), variables, now));
            }
        }
        return jobs;
    }

    private static Set<MessageKey> duplicates(Map<Place, PlannedChunk> planned) {
        Set<MessageKey> duplicates = new HashSet<>();
        planned.forEach((place, chunk) ->
                chunk.duplicateIds().forEach(id -> duplicates.add(MessageKey.of(place.campaignId(), id))));
        return duplicates;
    }

    private Map<String, Lead> find(List<ChunkJob> chunks) {
        Set<String> ids = new HashSet<>();
        chunks.forEach(chunk -> ids.addAll(chunk.leadIds()));
        return leads.findAll(ids).stream().collect(Collectors.toMap(Lead::id, Function.identity()));
    }

    private Candidate candidate(LiveCampaign live, String leadId, @Nullable Lead lead) {
        Channel channel = channels.get(live.campaign().channel());
        String address = lead == null || channel == null ? null : channel.addressOf(lead);
        return new Candidate(MessageKey.of(live.campaign().id(), leadId), live.campaign(), lead, address, null);
    }

    private static SendJob job(
            ChunkJob chunk, Candidate candidate, Verdict verdict, Set<String> variables, Instant now) {
        Lead lead = candidate.lead();
        return new SendJob(
                candidate.key(),
                chunk.chunkRound(),
                candidate.campaign().channel(),
                candidate.address(),
                lead == null ? Map.of() : TemplateValues.of(lead, variables),
                now,
                skipReason(verdict));
    }

    /**
     * The gates of the expander only skip messages. Whether a message has to wait is decided by the sender, just before
     * it sends.
     */
    private static @Nullable SkipReason skipReason(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Skip(SkipReason reason) -> reason;
            case Verdict.Go go -> null;
            case Verdict.Hold hold -> null;
            case Verdict.Postpone postpone -> null;
        };
    }
}
