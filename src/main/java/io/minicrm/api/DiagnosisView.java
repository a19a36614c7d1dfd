package io.minicrm.api;

import io.minicrm.campaign.CampaignPhase;
import io.minicrm.progress.Diagnosis;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link Diagnosis} as the API shows it; its fields are described there. */
record DiagnosisView(
        String campaignId,
        CampaignPhase status,
        List<Diagnosis.Wait> waitingFor,
        StatsView stats,
        double leadsPerSecond,
        @Nullable Long estimatedSeconds,
        @Nullable Instant estimatedFinishAt,
        List<Diagnosis.RateLimit> limits,
        @Nullable List<Diagnosis.Group> groups,
        List<Diagnosis.ErrorCount> errors) {

    static DiagnosisView of(Diagnosis diagnosis) {
        return new DiagnosisView(
                diagnosis.campaignId(),
                diagnosis.status(),
                diagnosis.waitingFor(),
                StatsView.of(diagnosis.stats()),
                diagnosis.leadsPerSecond(),
                diagnosis.estimatedSeconds(),
                diagnosis.estimatedFinishAt(),
                diagnosis.limits(),
                diagnosis.groups(),
                diagnosis.errors());
    }
}
