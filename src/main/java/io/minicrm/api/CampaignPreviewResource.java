package io.minicrm.api;

import io.minicrm.delivery.TemplateValues;
import io.minicrm.lead.Lead;
import io.minicrm.lead.LeadJson;
import io.minicrm.lead.Leads;
import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InputFault;
import io.minicrm.template.MessageHeader;
import io.minicrm.template.MessageTemplate;
import io.minicrm.template.MessageVariables;
import io.minicrm.template.TemplateRenderException;
import io.minicrm.template.TemplateSyntaxException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Renders templates for leads before anything is sent. */
@RestController
@RequestMapping("/api/v1/campaigns")
@Tag(name = "Campaigns")
final class CampaignPreviewResource {

    /** The most leads of a request: each costs a rendering. */
    private static final int MAX_LEADS = 20;

    private final Leads leads;
    private final LeadJson json;

    CampaignPreviewResource(Leads leads, LeadJson json) {
        this.leads = leads;
        this.json = json;
    }

    @PostMapping("/preview")
    @Operation(
            summary = "Render a template for a lead",
            description = "The lead is a stored one (lead_id), an invented one (lead), or left out, to see only which"
                    + " variables the template uses.")
    Answer<Rendered> preview(@RequestBody PreviewRequest request) {
        var problems = new ArrayList<FieldProblem>();
        Templates templates = Templates.of(request.messageTemplate(), request::line, problems);
        if (request.leadId() != null && isGiven(request.lead())) {
            problems.add(new FieldProblem("lead", "cannot be given together with lead_id; leave one out"));
        }
        check(problems);
        Lead lead = lead(request);
        Lines lines = templates.render(lead);
        return Answer.of(new Rendered(
                lines.message(),
                lines.headers().get(MessageHeader.SUBJECT),
                lines.headers().get(MessageHeader.PREHEADER),
                templates.variables().all(),
                lines.missing(),
                lines.lacking()));
    }

    @PostMapping("/previews")
    @Operation(
            summary = "Render a template for several leads",
            description = "In the order of lead_ids, without those that are not stored.")
    Answer<Previews> previews(@RequestBody PreviewsRequest request) {
        var problems = new ArrayList<FieldProblem>();
        Templates templates = Templates.of(request.messageTemplate(), request::line, problems);
        List<String> ids = request.ids(problems);
        check(problems);
        Map<String, Lead> found = leads.findAll(ids).stream().collect(Collectors.toMap(Lead::id, Function.identity()));
        return Answer.of(new Previews(
                templates.variables().all(),
                ids.stream()
                        .distinct()
                        .map(found::get)
                        .filter(Objects::nonNull)
                        .map(lead -> LeadPreview.of(lead, templates.render(lead)))
                        .toList()));
    }

    private static void check(List<FieldProblem> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidRequestException(problems);
        }
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

    /** The templates of a message; those that cannot be parsed are missing. */
    private record Templates(@Nullable MessageTemplate message, Map<MessageHeader, MessageTemplate> headers) {

        static Templates of(
                @Nullable String message,
                Function<MessageHeader, @Nullable String> lineOf,
                List<FieldProblem> problems) {
            Map<MessageHeader, MessageTemplate> headers = new EnumMap<>(MessageHeader.class);
            MessageTemplate parsedMessage = parse("message_template", message, problems);
            MessageHeader.given(lineOf).forEach((header, line) -> {
                MessageTemplate parsed = parse(header.code(), line, problems);
                if (parsed != null) {
                    headers.put(header, parsed);
                }
            });
            return new Templates(parsedMessage, headers);
        }

        private static @Nullable MessageTemplate parse(
                String field, @Nullable String source, List<FieldProblem> problems) {
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

        private MessageTemplate parsedMessage() {
            return Objects.requireNonNull(message, "checked before");
        }

        MessageVariables variables() {
            List<MessageTemplate> all = new ArrayList<>(headers.values());
            all.add(parsedMessage());
            return MessageVariables.of(all);
        }

        /** What the lead would read; without a lead, what the templates are without any value. */
        Lines render(@Nullable Lead lead) {
            MessageVariables variables = variables();
            Map<String, Object> values = lead == null ? Map.of() : TemplateValues.of(lead, variables.all());
            Map<MessageHeader, String> lines = new EnumMap<>(MessageHeader.class);
            headers.forEach((header, template) -> lines.put(header, render(header.code(), template, values)));
            return new Lines(
                    render("message_template", parsedMessage(), values),
                    lines,
                    variables.missing(values),
                    variables.lacking(values));
        }

        private static String render(String field, MessageTemplate template, Map<String, Object> values) {
            try {
                return template.render(values);
            } catch (TemplateRenderException unfit) {
                throw InvalidRequestException.of(field, String.valueOf(unfit.getMessage()));
            }
        }
    }

    /** The rendered templates of a message. */
    private record Lines(
            String message, Map<MessageHeader, String> headers, Set<String> missing, Set<String> lacking) {}

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
     * @param lackingVariables those of the missing ones for which the templates have no default
     */
    record Rendered(
            String message,
            @Nullable String subject,
            @Nullable String preheader,
            Set<String> variables,
            Set<String> missingVariables,
            Set<String> lackingVariables) {}

    /**
     * The body of {@code POST /campaigns/previews}.
     *
     * @param leadIds the ids of stored leads
     */
    record PreviewsRequest(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "Hi {{name}}, you're a valued customer!")
            @Nullable
            String messageTemplate,

            @Nullable String subject,
            @Nullable String preheader,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            List<@Nullable String> leadIds) {

        private @Nullable String line(MessageHeader header) {
            return switch (header) {
                case SUBJECT -> subject;
                case PREHEADER -> preheader;
            };
        }

        private List<String> ids(List<FieldProblem> problems) {
            if (leadIds == null || leadIds.isEmpty() || leadIds.size() > MAX_LEADS) {
                problems.add(new FieldProblem("lead_ids", "must have 1 to %d ids".formatted(MAX_LEADS)));
                return List.of();
            }
            for (int i = 0; i < leadIds.size(); i++) {
                if (leadIds.get(i) == null) {
                    problems.add(new FieldProblem("lead_ids[%d]".formatted(i), "is missing"));
                }
            }
            return leadIds.stream().filter(Objects::nonNull).toList();
        }
    }

    /**
     * The templates as several leads would read them.
     *
     * @param variables the variables that the templates use
     */
    record Previews(Set<String> variables, List<LeadPreview> previews) {}

    /** The templates as one lead would read them. */
    record LeadPreview(
            String leadId,
            String message,
            @Nullable String subject,
            @Nullable String preheader,
            Set<String> missingVariables,
            Set<String> lackingVariables) {

        private static LeadPreview of(Lead lead, Lines lines) {
            return new LeadPreview(
                    lead.id(),
                    lines.message(),
                    lines.headers().get(MessageHeader.SUBJECT),
                    lines.headers().get(MessageHeader.PREHEADER),
                    lines.missing(),
                    lines.lacking());
        }
    }
}
