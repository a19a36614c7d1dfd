package io.minicrm.delivery;

import io.minicrm.campaign.Content;
import io.minicrm.lead.Lead;
import io.minicrm.template.MessageHeader;
import io.minicrm.template.MessageTemplate;
import io.minicrm.template.MessageVariables;
import io.minicrm.template.TemplateRenderException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A campaign's message as it would be for a lead: rendered from the stored templates and the values that the lead has
 * now. What was sent is not stored; it differs if the lead has changed since.
 *
 * @param headers the lines that go with the message
 * @param missing the variables that the lead does not have
 * @param lacking those of them for which the message {@linkplain MessageVariables#lacking provides nothing else}
 */
public record RenderedMessage(
        Map<MessageHeader, String> headers, String body, Set<String> missing, Set<String> lacking) {

    /** @throws TemplateRenderException if a template cannot be rendered with the values of the lead */
    public static RenderedMessage of(Content content, Lead lead) {
        return of(content.template(), content.headers(), lead);
    }

    /**
     * The same with templates that no campaign has.
     *
     * @param lead null: the templates get no values
     * @throws TemplateRenderException as above
     */
    public static RenderedMessage of(String body, Map<MessageHeader, String> headers, @Nullable Lead lead) {
        MessageTemplate template = MessageTemplate.parseStored(body);
        Map<MessageHeader, MessageTemplate> templates = new EnumMap<>(MessageHeader.class);
        headers.forEach((header, line) -> templates.put(header, MessageTemplate.parseStored(line)));
        List<MessageTemplate> all = new ArrayList<>(templates.values());
        all.add(template);
        MessageVariables variables = MessageVariables.of(all);
        Map<String, Object> values = lead == null ? Map.of() : TemplateValues.of(lead, variables.all());
        Map<MessageHeader, String> lines = new EnumMap<>(MessageHeader.class);
        templates.forEach((header, line) -> lines.put(header, line.render(values)));
        return new RenderedMessage(
                lines, template.render(values), variables.missing(values), variables.lacking(values));
    }
}
