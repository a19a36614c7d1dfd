package io.minicrm.delivery;

/**
 * The numbers of a campaign at one moment of its run; {@link CampaignStats} describes them.
 *
 * @param second seconds since the first chunk was published
 */
public record SeriesPoint(
        String campaignId,
        int second,
        long sent,
        long delivered,
        long bounced,
        long failed,
        long skipped,
        long unknown) {

    /** The present numbers, at that second. */
    public static SeriesPoint of(CampaignStats stats, int second) {
        return new SeriesPoint(
                stats.campaignId(),
                second,
                stats.sent(),
                stats.delivered(),
                stats.bounced(),
                stats.failed(),
                stats.skipped(),
                stats.unknown());
    }

    /** The same numbers at another second. */
    SeriesPoint at(int otherSecond) {
        return new SeriesPoint(campaignId, otherSecond, sent, delivered, bounced, failed, skipped, unknown);
    }
}
