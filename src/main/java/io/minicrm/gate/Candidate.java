package io.minicrm.gate;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.MessageKey;
import io.minicrm.lead.Lead;
import org.jspecify.annotations.Nullable;

/**
 * A message that wants to leave.
 *
 * @param key names it
 * @param campaign its campaign as last read, at most half a second ago
 * @param lead the lead as stored; null where it was deleted, and in the sender, which does not read leads
 * @param address the address on the campaign's channel; null if it has none
 * @param decided the reason that a gate gave earlier, in another process; null if all said go
 */
public record Candidate(
        MessageKey key,
        Campaign campaign,
        @Nullable Lead lead,
        @Nullable String address,
        @Nullable SkipReason decided) {}
