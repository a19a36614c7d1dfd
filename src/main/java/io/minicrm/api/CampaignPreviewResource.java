package io.minicrm.api;

import io.minicrm.delivery.TemplateValues;
import io.minicrm.lead.Lead;
import io.minicrm.lead.LeadJson;
import io.minicrm.lead.Leads;
import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InputFault;
import io.minicrm.template.MessageHeader;
import io.minicrm.template.MessageTemplate;
import io.minicrm.template.TemplateRenderException;
import io.minicrm.template.TemplateSyntaxException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Renders a template for a lead before anything is sent. */
@RestController
@RequestMapping("/api/v1/campaigns/preview")
@Tag(name = "Campaigns")
final class CampaignPreviewResource {

    private final Leads leads;
    private final LeadJson json;

    CampaignPreviewResource(Leads leads, LeadJson json) {
        this.leads = leads;
        this.json = json;
    }

    @PostMapping
    @Operation(
            summary = "Render a template for a lead",
            description = "The lead is a stored one (lead_id), an invented one (lead), or left out, to see only which"
                    + " variables the template uses.")
    Answer<Rendered> preview(@RequestBody PreviewRequest request) {
        var problems = new ArrayList<FieldProblem>();
        MessageTemplate message = parse("message_template", request.messageTemplate(), problems);
        Map<MessageHeader, MessageTemplate> headers = new EnumMap<>(MessageHeader.class);
        MessageHeader.given(request::line).forEach((header, line) -> {
            MessageTemplate parsed = parse(header.code(), line, problems);
            if (parsed != null) {
                headers.put(header, parsed);
            }
        });
        if (request.leadId() != null && isGiven(request.lead())) {
            problems.add(new FieldProblem("lead", "cannot be given together with lead_id; leave one out"));
        }
        if (message == null || !problems.isEmpty()) {
            throw new InvalidRequestException(problems);
        }
        var variables = new TreeSet<>(message.variables());
        headers.values().forEach(header -> variables.addAll(header.variables()));
        Lead lead = lead(request);
        Map<String, Object> values = lead == null ? Map.of() : TemplateValues.of(lead, variables);
        var missing = new TreeSet<>(variables);
        missing.removeAll(values.keySet());
        Map<MessageHeader, String> lines = new EnumMap<>(MessageHeader.class);
        headers.forEach((header, template) -> lines.put(header, render(header.code(), template, values)));
        return Answer.of(new Rendered(
                render("message_template", message, values),
                lines.get(MessageHeader.SUBJECT),
                lines.get(MessageHeader.PREHEADER),
                variables,
                missing));
    }

    private @Nullable Lead lead(PreviewRequest request) {
        String leadId = request.leadId();
        if (leadId != null) {
            return leads.find(leadId)
                    .orElseThrow(() ->
                            InvalidRequestException.of(InputFault.NOT_FOUND, "lead_id", "is not the id of a lead"));
        }
        JsonNode lead = request.lead();
        return lead != null && isGiven(lead) ? json.read(lead).newLead("preview") : null;
    }

    private static boolean isGiven(@Nullable JsonNode value) {
        return value != null && !value.isNull();
    }

    private static @Nullable MessageTemplate parse(String field, @Nullable String source, List<FieldProblem> problems) {
        if (source == null || source.isBlank()) {
            problems.add(new FieldProblem(field, source == null ? "is missing" : "is empty"));
            return null;
        }
        try {
            return MessageTemplate.parse(source);
        } catch (TemplateSyntaxException invalid) {
            problems.add(new FieldProblem(field, String.valueOf(invalid.getMessage())));
            return null;
        }
    }

    private static String render(String field, MessageTemplate template, Map<String, Object> values) {
        try {
            return template.render(values);
        } catch (TemplateRenderException unfit) {
            throw InvalidRequestException.of(field, String.valueOf(unfit.getMessage()));
        }
    }

    /**
     * The body of {@code POST /campaigns/preview}.
     *
     * @param lead a lead as in {@code POST /leads}
     */
    record PreviewRequest(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "Hi {{name}}, you're a valued customer!")
            @Nullable
            String messageTemplate,

            @Nullable String subject,
            @Nullable String preheader,
            @Nullable String leadId,

            @Schema(implementation = Object.class) @Nullable JsonNode lead) {

        private @Nullable String line(MessageHeader header) {
            return switch (header) {
                case SUBJECT -> subject;
                case PREHEADER -> preheader;
            };
        }
    }

    /**
     * The rendered templates.
     *
     * @param variables the variables that the templates use
     * @param missingVariables those of them that the lead does not have
     */
    record Rendered(
            String message,
            @Nullable String subject,
            @Nullable String preheader,
            Set<String> variables,
            Set<String> missingVariables) {}
}
