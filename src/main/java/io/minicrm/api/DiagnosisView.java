package io.minicrm.api;

import io.minicrm.progress.Diagnosis;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link Diagnosis} as the API shows it; its fields are explained there. */
record DiagnosisView(
        String campaignId,
        String status,
        List<Diagnosis.Wait> waitingFor,
        StatsView stats,
        double leadsPerSecond,
        @Nullable Long estimatedSeconds,
        @Nullable Instant estimatedFinishAt,
        List<Diagnosis.Throttle> limits,
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
