package io.minicrm.progress;

import io.minicrm.campaign.CampaignPhase;
import io.minicrm.delivery.CampaignStats;
import io.minicrm.progress.Diagnosis.Group;
import io.minicrm.progress.Diagnosis.RateLimit;
import io.minicrm.progress.Diagnosis.Wait;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign waits for; {@link Diagnosis} describes the fields. It is known from the campaign's numbers and from
 * the messages under way, so it may be asked for repeatedly, however large the campaign is.
 */
public record CampaignWaits(
        String campaignId,
        CampaignPhase status,
        List<Wait> waitingFor,
        CampaignStats stats,
        List<RateLimit> limits,
        @Nullable List<Group> groups) {}
