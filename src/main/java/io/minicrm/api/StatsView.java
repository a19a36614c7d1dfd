package io.minicrm.api;

import io.minicrm.delivery.CampaignStats;

/** The numbers of a campaign as the API shows them; {@link CampaignStats} describes them. */
record StatsView(
        long audience,
        long sent,
        long failed,
        long delivered,
        long bounced,
        long skipped,
        long unknown,
        long sending,
        long postponed,
        long retrying,
        long inFlight,
        long published,
        long deadLetters) {

    static StatsView of(CampaignStats stats) {
        return new StatsView(
                stats.audience(),
                stats.sent(),
                stats.failed(),
                stats.delivered(),
                stats.bounced(),
                stats.skipped(),
                stats.unknown(),
                stats.sending(),
                stats.postponed(),
                stats.retrying(),
                stats.inFlight(),
                stats.published(),
                stats.deadLetters());
    }

    /** The numbers of a campaign that has not been sent to anybody yet. */
    static StatsView untouched(long audience) {
        return of(CampaignStats.untouched("", audience));
    }
}
