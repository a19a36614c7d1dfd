package io.minicrm.api;

import io.minicrm.campaign.CampaignPhase;
import io.minicrm.progress.Diagnosis;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
                visible(diagnosis.errors()));
    }

    /** Errors that differ only by the address that they quote become one if the addresses are hidden. */
    private static List<Diagnosis.ErrorCount> visible(List<Diagnosis.ErrorCount> errors) {
        if (PersonalData.isVisible()) {
            return errors;
        }
        Map<Diagnosis.ErrorCount, Long> leads = new LinkedHashMap<>();
        for (Diagnosis.ErrorCount each : errors) {
            String text = PersonalData.withoutAddresses(each.error());
            leads.merge(new Diagnosis.ErrorCount(each.status(), text, 0), each.leads(), Long::sum);
        }
        return leads.entrySet().stream()
                .map(each -> new Diagnosis.ErrorCount(
                        each.getKey().status(), each.getKey().error(), each.getValue()))
                .sorted(Comparator.comparingLong(Diagnosis.ErrorCount::leads).reversed())
                .toList();
    }
}
