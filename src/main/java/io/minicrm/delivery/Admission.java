package io.minicrm.delivery;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.delivery.PlannedChunk.Place;
import io.minicrm.gate.SkipReason;
import io.minicrm.kafka.AsyncStage.Work;
import io.minicrm.lead.Lead;
import io.minicrm.lead.Leads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides which send jobs may be claimed. Everybody who can write to the topics can write a send job, so a job counts
 * only as far as the store confirms it: its chunk and lead stand in the plan of its campaign, the channel is the
 * campaign's, and the campaign's time has come. The message goes to the address that the lead has now. Other jobs are
 * foreign; they are dropped and change no number.
 *
 * <p>Example: a job says that lead {@code ann} of chunk 3 is to be sent to {@code x@example.com}. Chunk 3 of the plan
 * contains Ann, whose address is {@code ann@example.com} in the store. The job is admitted, and her message goes there.
 */
final class Admission {

    /** The publisher's clock may be ahead of the sender's. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    private final PlannedChunks chunks;
    private final Leads leads;
    private final Map<String, Channel> channels;
    private final Clock clock;

    Admission(Plans plans, Leads leads, Map<String, Channel> channels, Clock clock) {
        this.chunks = new PlannedChunks(plans);
        this.leads = leads;
        this.channels = channels;
        this.clock = clock;
    }

    /**
     * The jobs that are not foreign, with the addresses of their leads. Takes one read of the leads, and one of the
     * plans if there are chunks that no recent batch had.
     */
    List<Work<SendJob>> admitted(List<Work<SendJob>> batch, Function<String, LiveCampaign> campaigns) {
        Map<Place, PlannedChunk> planned =
                chunks.at(batch.stream().map(work -> place(work.value())).toList());
        Instant now = clock.instant();
        List<Work<SendJob>> own = batch.stream()
                .filter(work -> belongs(
                        work.value(),
                        planned.get(place(work.value())),
                        campaigns.apply(work.value().campaignId()).campaign(),
                        now))
                .toList();
        Map<String, Lead> stored = own.isEmpty() ? Map.of() : stored(own);
        List<Work<SendJob>> admitted = new ArrayList<>(own.size());
        for (Work<SendJob> work : own) {
            admitted.add(
                    work.with(addressed(work.value(), stored.get(work.value().leadId()))));
        }
        return admitted;
    }

    private static Place place(SendJob job) {
        return new Place(job.campaignId(), job.chunkIndex());
    }

    private static boolean belongs(SendJob job, @Nullable PlannedChunk chunk, Campaign campaign, Instant now) {
        return chunk != null
                && chunk.jobId().equals(job.jobId())
                && chunk.leadIds().contains(job.leadId())
                && job.channel().equals(campaign.channel())
                && isTime(campaign, now);
    }

    /** Whether messages of the campaign may have been published. */
    static boolean isTime(Campaign campaign, Instant now) {
        return campaign.status() == CampaignStatus.CANCELLED
                || !campaign.schedule().isEarly(now.plus(CLOCKS_DIFFER));
    }

    private Map<String, Lead> stored(List<Work<SendJob>> jobs) {
        return leads.contacts(jobs.stream().map(work -> work.value().leadId()).collect(Collectors.toSet())).stream()
                .collect(Collectors.toMap(Lead::id, Function.identity()));
    }

    private SendJob addressed(SendJob job, @Nullable Lead lead) {
        Channel channel = channels.get(job.channel());
        if (job.skip() != null || channel == null) {
            return job;
        }
        String address = lead == null ? null : channel.addressOf(lead);
        SkipReason skip = lead == null
                ? SkipReason.LEAD_DELETED
                : lead.unsubscribed()
                        ? SkipReason.UNSUBSCRIBED
                        : address == null
                                ? SkipReason.NO_ADDRESS
                                : channel.isAddress(address) ? null : SkipReason.INVALID_ADDRESS;
        return job.addressed(address, skip);
    }
}
