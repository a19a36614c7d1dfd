package io.minicrm.delivery;

/**
 * A campaign's numbers: the sum of its chunks' tallies.
 *
 * @param published leads whose chunk has been published
 * @param sending claimed and not settled
 * @param postponed waiting because a gate postponed them, which uses no attempt
 * @param retrying waiting for another attempt after a failure
 * @param deferred of the retrying, those in chunks without a message that is due within a minute
 * @param sent accepted by the provider, including delivered and bounced
 * @param delivered of the sent, those that the provider reports as delivered
 * @param bounced of the sent, those that the provider reports as bounced
 * @param deadLetters records that name the campaign and became dead letters; they are not leads and not part of the sum
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

    /** The numbers of a campaign without published chunks. */
    public static CampaignStats untouched(String campaignId, long audience) {
        return new CampaignStats(campaignId, audience, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Leads whose message has its final outcome. */
    public long settled() {
        return sent + failed + skipped + unknown;
    }

    /** Leads of the audience that are not settled yet. */
    public long inFlight() {
        return audience - settled();
    }

    /** Published leads that wait in the store for a later time and are outside the pipeline. */
    public long waiting() {
        return postponed + deferred;
    }

    /** Published leads that are in the pipeline now or within a minute. */
    public long underway() {
        return published - settled() - waiting();
    }
}
