package io.minicrm.gate;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.MessageKey;
import io.minicrm.lead.Lead;
import org.jspecify.annotations.Nullable;

/**
 * A message that gates judge.
 *
 * @param campaign its campaign as last read, at most half a second ago
 * @param lead the lead as stored; null if it was deleted, and in the sender, which does not read leads
 * @param address the address on the campaign's channel; null if it has none
 * @param decided the reason with which the expander's gates skipped it; null if they let it pass
 */
public record Candidate(
        MessageKey key,
        Campaign campaign,
        @Nullable Lead lead,
        @Nullable String address,
        @Nullable SkipReason decided) {}
