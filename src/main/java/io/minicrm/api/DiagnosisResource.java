package io.minicrm.api;

import io.minicrm.progress.Diagnoser;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a campaign waits for, and its diagnosis. */
@RestController
@RequestMapping("/api/v1/campaigns/{id}")
@Tag(name = "Campaigns")
final class DiagnosisResource {

    private final Diagnoser diagnoser;

    DiagnosisResource(Diagnoser diagnoser) {
        this.diagnoser = diagnoser;
    }

    @EndsWithClient
    @GetMapping("/waits")
    @Operation(
            summary = "List what a campaign waits for",
            description =
                    "The part of its diagnosis that is known from its numbers and from the messages under way, so it"
                            + " may be asked for repeatedly, however large the campaign is.")
    Answer<WaitsView> waits(@PathVariable String id) {
        return Answer.of(WaitsView.of(diagnoser.waits(id)));
    }

    @EndsWithClient
    @GetMapping("/diagnosis")
    @Operation(
            summary = "Find out why a campaign is where it is, and when it will end",
            description =
                    "Looks through all messages of the campaign, which takes about a second per million. For people,"
                            + " not for polling.")
    Answer<DiagnosisView> get(@PathVariable String id) {
        return Answer.of(DiagnosisView.of(diagnoser.diagnose(id)));
    }
}
