package io.minicrm.delivery;

import io.minicrm.campaign.Campaigns;
import io.minicrm.campaign.MessageKey;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns chunks into one send job per lead. Reads the leads of all chunks of a poll at once.
 *
 * <p>Every lead of a chunk gets a job, even if it must not receive the message: its job contains the reason, so it is counted like all
 * others. Example: a chunk of Ann, Bob and Eve, where Bob has unsubscribed and Eve was deleted, becomes three jobs; Bob's has {@code skip:
 * unsubscribed}, Eve's has {@code skip: lead_deleted} and no address.
 */
public final class JobExpander implements BatchStage<ChunkJob> {

    private final Leads leads;
    private final LiveCampaigns campaigns;
    private final Plans plans;
    private final Map<String, Channel> channels;
    private final Gate gates;
    private final Clock clock;

    public JobExpander(Leads leads, Campaigns campaigns, Plans plans, Map<String, Channel> channels, Clock clock) {
        this.leads = leads;
        this.plans = plans;
        this.campaigns = new LiveCampaigns(campaigns, System::nanoTime);
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
        expand(chunks).forEach(job -> outbox.send(PipelineTopics.SEND_JOBS, job));
    }

    /** The send jobs of chunks, in their order. */
    List<SendJob> expand(List<ChunkJob> chunks) {
        campaigns.refresh(chunks.stream().map(ChunkJob::campaignId).collect(Collectors.toSet()));
        Map<String, Lead> found = find(chunks);
        List<Candidate> candidates = new ArrayList<>();
        for (ChunkJob chunk : chunks) {
            LiveCampaign campaign = campaigns.get(chunk.campaignId());
            chunk.leadIds().forEach(id -> candidates.add(candidate(campaign, id, found.get(id))));
        }
        List<Verdict> verdicts =
                new Gates(List.of(gates, new DuplicateAddressGate(plans.duplicates(chunks)))).judge(candidates);
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

    /** The gates of the expander only skip messages. Whether a message has to wait is decided by the sender, just before it sends. */
    private static @Nullable SkipReason skipReason(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Skip(SkipReason reason) -> reason;
            case Verdict.Go go -> null;
            case Verdict.Hold hold -> null;
            case Verdict.Postpone postpone -> null;
        };
    }
}
