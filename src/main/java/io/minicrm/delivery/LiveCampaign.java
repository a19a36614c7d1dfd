package io.minicrm.delivery;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.delivery.Channel.OutboundMessage;
import io.minicrm.template.MessageHeader;
import io.minicrm.template.MessageTemplate;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A campaign with its templates parsed, as workers use it. */
record LiveCampaign(Campaign campaign, MessageTemplate body, Map<MessageHeader, MessageTemplate> headers) {

    static LiveCampaign of(Campaign campaign) {
        Map<MessageHeader, MessageTemplate> headers = new EnumMap<>(MessageHeader.class);
        campaign.content().headers().forEach((header, line) -> headers.put(header, MessageTemplate.parseStored(line)));
        return new LiveCampaign(
                campaign, MessageTemplate.parseStored(campaign.content().template()), headers);
    }

    /**
     * The same templates with the campaign as last read; this object if nothing has changed, so that equal campaigns
     * are kept once.
     */
    LiveCampaign with(Campaign current) {
        return campaign.equals(current) ? this : new LiveCampaign(current, body, headers);
    }

    boolean isCancelled() {
        return campaign.status() == CampaignStatus.CANCELLED;
    }

    /** Renders the message of a job. */
    OutboundMessage render(SendJob job, String to) {
        Map<MessageHeader, String> lines = new EnumMap<>(MessageHeader.class);
        headers.forEach((header, template) -> lines.put(header, template.render(job.attributes())));
        return new OutboundMessage(job.key(), to, lines, body.render(job.attributes()));
    }

    /** The names of the lead's values that the templates use. */
    Set<String> variables() {
        if (headers.isEmpty()) {
            return body.variables();
        }
        Set<String> all = new HashSet<>(body.variables());
        headers.values().forEach(template -> all.addAll(template.variables()));
        return all;
    }
}
