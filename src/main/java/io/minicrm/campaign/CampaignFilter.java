package io.minicrm.campaign;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which campaigns are listed: those that meet every condition.
 *
 * @param phases one of these; empty: any
 * @param segmentId sent to this segment, whether it still exists or not; null: any
 * @param text name or id contains it, ignoring case; null: any
 */
public record CampaignFilter(
        Set<CampaignPhase> phases,
        @Nullable String segmentId,
        @Nullable String text) {

    /** Every campaign. */
    public static final CampaignFilter ALL = new CampaignFilter(Set.of(), null, null);

    public CampaignFilter {
        phases = Set.copyOf(phases);
    }

    /** Whether the campaign meets every condition now. */
    public boolean matches(Campaign campaign, Instant now) {
        return (phases.isEmpty() || phases.contains(CampaignPhase.of(campaign, now)))
                && (segmentId == null || segmentId.equals(campaign.content().segmentId()))
                && (text == null || contains(campaign.content().name(), text) || contains(campaign.id(), text));
    }

    private static boolean contains(String whole, String part) {
        return whole.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }
}
