package io.minicrm.delivery;

/**
 * A campaign's numbers: the sum of its chunks' tallies.
 *
 * @param published leads whose chunk has been published
 * @param sending claimed and not settled
 * @param postponed waiting because a gate said later; no attempt was spent
 * @param retrying waiting for another attempt after a failure
 * @param deferred of the retrying, those in chunks of which nothing is due within a minute of the reading
 * @param sent taken by the provider, those delivered and bounced included
 * @param delivered of the sent, those that arrived
 * @param bounced of the sent, those that came back
 * @param deadLetters records that named the campaign and went to the dead letters; no leads, and no part of the sum
 */
public record CampaignStats(
        String campaignId,
        long audience,
        long published,
        long sending,
        long postponed,
        long retrying,
        long deferred,
        long sent,
        long delivered,
        long bounced,
        long failed,
        long skipped,
        long unknown,
        long deadLetters) {

    /** The numbers of a campaign of which nothing has been published. */
    public static CampaignStats untouched(String campaignId, long audience) {
        return new CampaignStats(campaignId, audience, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Leads that nothing more is owed to. */
    public long settled() {
        return sent + failed + skipped + unknown;
    }

    /** Leads of the audience that are not settled yet, wherever they are. */
    public long inFlight() {
        return audience - settled();
    }

    /** Published leads that wait in the store for a later time, so that nothing of the pipeline is busy with them. */
    public long waiting() {
        return postponed + deferred;
    }

    /** Published leads that the pipeline is busy with, or soon will be. */
    public long underway() {
        return published - settled() - waiting();
    }
}
