package io.minicrm.api;

import io.minicrm.campaign.MessageKey;
import io.minicrm.progress.Trace;
import io.minicrm.progress.Tracer;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Follows one message through the pipeline. */
@RestController
@RequestMapping("/api/v1/trace")
@Tag(name = "Trace")
final class TraceResource {

    private final Tracer tracer;

    TraceResource(Tracer tracer) {
        this.tracer = tracer;
    }

    @EndsWithClient
    @GetMapping
    @Operation(
            summary = "Follow the message to one lead of a campaign through plan, topics, provider and delivery log",
            description = "Reads at most 200,000 records of each topic, for at most three seconds; then bounded is"
                    + " true. Contains no value of the lead.")
    Answer<TraceView> get(@RequestParam String campaign, @RequestParam String lead) {
        return Answer.of(TraceView.of(tracer.trace(MessageKey.of(campaign, lead))));
    }

    /** A trace as the API shows it; {@link Trace} describes the fields. */
    record TraceView(
            String campaignId, String leadId, String sendId, List<Trace.Step> steps, long scanned, boolean bounded) {

        static TraceView of(Trace trace) {
            return new TraceView(
                    trace.key().campaignId(),
                    trace.key().leadId(),
                    trace.key().sendId(),
                    trace.steps().stream().map(TraceView::visible).toList(),
                    trace.scanned(),
                    trace.bounded());
        }

        /** A step quotes what the provider answered. */
        private static Trace.Step visible(Trace.Step step) {
            return new Trace.Step(step.lane(), step.at(), PersonalData.text(step.what()), step.record());
        }
    }
}
