package io.minicrm.api;

import io.minicrm.campaign.CampaignPhase;
import io.minicrm.progress.CampaignWaits;
import io.minicrm.progress.Diagnosis;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link CampaignWaits} as the API shows them; their fields are described there. */
record WaitsView(
        String campaignId,
        CampaignPhase status,
        List<Diagnosis.Wait> waitingFor,
        StatsView stats,
        List<Diagnosis.RateLimit> limits,
        @Nullable List<Diagnosis.Group> groups) {

    static WaitsView of(CampaignWaits waits) {
        return new WaitsView(
                waits.campaignId(),
                waits.status(),
                waits.waitingFor(),
                StatsView.of(waits.stats()),
                waits.limits(),
                waits.groups());
    }
}
