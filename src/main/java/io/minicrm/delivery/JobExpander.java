package io.minicrm.delivery;

import io.minicrm.campaign.Campaigns;
import io.minicrm.kafka.BatchStage;
import io.minicrm.kafka.Publisher;
import io.minicrm.lead.Lead;
import io.minicrm.lead.Leads;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns chunks into one send job a lead: one read of the leads of a whole poll, however many. Every lead of a chunk gets its job, also
 * one that is not to be written to: its job says why, and so it is accounted for on the same way as all others.
 */
public final class JobExpander implements BatchStage<ChunkJob> {

    private final Leads leads;
    private final LiveCampaigns campaigns;
    private final Map<String, Channel> channels;
    private final Clock clock;

    public JobExpander(Leads leads, Campaigns campaigns, Map<String, Channel> channels, Clock clock) {
        this.leads = leads;
        this.campaigns = new LiveCampaigns(campaigns);
        this.channels = Map.copyOf(channels);
        this.clock = clock;
    }

    @Override
    public void process(List<ChunkJob> chunks, Publisher.Outbox outbox) {
        campaigns.refresh(chunks.stream().map(ChunkJob::campaignId).collect(Collectors.toSet()));
        Map<String, Lead> found = find(chunks);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        for (ChunkJob chunk : chunks) {
            LiveCampaign campaign = campaigns.get(chunk.campaignId());
            Set<String> variables = campaign.variables();
            for (String leadId : chunk.leadIds()) {
                outbox.send(
                        PipelineTopics.SEND_JOBS, sendJob(chunk, leadId, campaign, variables, found.get(leadId), now));
            }
        }
    }

    private Map<String, Lead> find(List<ChunkJob> chunks) {
        Set<String> ids = new HashSet<>();
        chunks.forEach(chunk -> ids.addAll(chunk.leadIds()));
        return leads.findAll(ids).stream().collect(Collectors.toMap(Lead::id, Function.identity()));
    }

    private SendJob sendJob(
            ChunkJob chunk,
            String leadId,
            LiveCampaign campaign,
            Set<String> variables,
            @Nullable Lead lead,
            Instant now) {
        String channelName = campaign.campaign().channel();
        Channel channel = channels.get(channelName);
        String address = lead == null || channel == null ? null : channel.addressOf(lead);
        return new SendJob(
                SendId.of(chunk.campaignId(), leadId),
                chunk.jobId(),
                chunk.campaignId(),
                leadId,
                channelName,
                address,
                lead == null ? Map.of() : TemplateValues.of(lead, variables),
                chunk.attempt(),
                now,
                chunk.chunkIndex(),
                reasonToSkip(campaign, lead, channel, address));
    }

    private static @Nullable String reasonToSkip(
            LiveCampaign campaign, @Nullable Lead lead, @Nullable Channel channel, @Nullable String address) {
        if (campaign.isCancelled()) {
            return SkipReason.CANCELLED;
        }
        if (lead == null) {
            return SkipReason.DELETED;
        }
        if (lead.unsubscribed()) {
            return SkipReason.UNSUBSCRIBED;
        }
        return channel != null && address == null ? SkipReason.NO_ADDRESS : null;
    }
}
