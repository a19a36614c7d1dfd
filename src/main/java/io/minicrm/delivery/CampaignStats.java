package io.minicrm.delivery;

/**
 * A campaign's numbers: the sum of its chunks' tallies.
 *
 * @param published leads whose chunk has been published
 * @param sending claimed and not settled
 * @param retrying waiting for another attempt
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
        long retrying,
        long sent,
        long delivered,
        long bounced,
        long failed,
        long skipped,
        long unknown,
        long deadLetters) {

    /** Leads that nothing more is owed to. */
    public long settled() {
        return sent + failed + skipped + unknown;
    }

    /** Leads of the audience that are not settled yet, wherever they are. */
    public long inFlight() {
        return audience - settled();
    }
}
