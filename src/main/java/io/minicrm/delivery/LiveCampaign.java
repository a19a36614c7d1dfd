package io.minicrm.delivery;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.delivery.Channel.OutboundMessage;
import io.minicrm.template.MessageHeader;
import io.minicrm.template.MessageTemplate;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A campaign with its templates parsed, as workers use it.
 *
 * @param subject null if the campaign has none
 */
record LiveCampaign(
        Campaign campaign, MessageTemplate body, @Nullable MessageTemplate subject) {

    static LiveCampaign of(Campaign campaign) {
        String subject = campaign.content().headers().get(MessageHeader.SUBJECT);
        return new LiveCampaign(
                campaign,
                MessageTemplate.parseStored(campaign.content().template()),
                subject == null ? null : MessageTemplate.parseStored(subject));
    }

    /** The same templates with the campaign as last read; this object if nothing has changed, so that equal campaigns are kept once. */
    LiveCampaign with(Campaign current) {
        return campaign.equals(current) ? this : new LiveCampaign(current, body, subject);
    }

    boolean isCancelled() {
        return campaign.status() == CampaignStatus.CANCELLED;
    }

    boolean isPaused() {
        return campaign.status() == CampaignStatus.PAUSED;
    }

    /** Renders the message of a job. */
    OutboundMessage render(SendJob job, String to) {
        return new OutboundMessage(
                job.key(),
                to,
                subject == null ? null : subject.render(job.attributes()),
                body.render(job.attributes()));
    }

    /** The names of the lead's values that the templates use. */
    Set<String> variables() {
        if (subject == null) {
            return body.variables();
        }
        Set<String> all = new HashSet<>(body.variables());
        all.addAll(subject.variables());
        return all;
    }
}
