package io.minicrm.api;

import io.minicrm.delivery.Deliveries;
import io.minicrm.inspector.GroupSummary;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.kafka.BrokerUnreachableException;
import io.minicrm.progress.CampaignProgress;
import io.minicrm.progress.CampaignProgressReader;
import io.minicrm.progress.Diagnosis;
import io.minicrm.store.Store;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Why a campaign is where it is. */
@RestController
@RequestMapping("/api/v1/campaigns/{id}/diagnosis")
@Tag(name = "Campaigns")
final class DiagnosisResource {

    private static final int MAX_REASONS = 50;

    private final Store store;
    private final CampaignProgressReader reader;
    private final TopicInspector inspector;
    private final Clock clock;

    DiagnosisResource(Store store, CampaignProgressReader reader, TopicInspector inspector, Clock clock) {
        this.store = store;
        this.reader = reader;
        this.inspector = inspector;
        this.clock = clock;
    }

    @GetMapping
    @Operation(
            summary = "Why it is where it is, and when it will end",
            description =
                    "Looks through all its messages: about a second for a million. For a person, not for polling.")
    Answer<DiagnosisView> get(@PathVariable String id) {
        CampaignProgress progress = reader.get(id);
        Instant now = clock.instant();
        Deliveries.Survey survey = store.deliveries().survey(id, now.minus(Diagnosis.MEASURED_OVER), MAX_REASONS);
        return Answer.of(
                DiagnosisView.of(Diagnosis.of(progress, survey, store.limits().all(), groups(), now)));
    }

    /** Null when no broker answers: that is part of the diagnosis, and no reason to give none. */
    private @Nullable List<GroupSummary> groups() {
        try {
            return inspector.groups(Duration.ZERO);
        } catch (BrokerUnreachableException away) {
            return null;
        }
    }
}
