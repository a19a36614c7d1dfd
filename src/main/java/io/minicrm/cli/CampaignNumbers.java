package io.minicrm.cli;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** The numbers of a campaign, as the API tells them. */
record CampaignNumbers(
        long audience, long sent, long failed, long skipped, long unknown, long delivered, long bounced) {

    /** @param campaign a campaign, or its progress, as the API shows it */
    static CampaignNumbers of(JsonNode campaign) {
        JsonNode stats = campaign.path("stats");
        return new CampaignNumbers(
                stats.path("audience").asLong(),
                stats.path("sent").asLong(),
                stats.path("failed").asLong(),
                stats.path("skipped").asLong(),
                stats.path("unknown").asLong(),
                stats.path("delivered").asLong(),
                stats.path("bounced").asLong());
    }

    long settled() {
        return sent + failed + skipped + unknown;
    }

    /** True when every lead of the audience is accounted for exactly once. */
    boolean addUp() {
        return audience == settled();
    }

    /** True when the provider has told of every message that it took. */
    boolean allReceiptsArrived() {
        return sent == delivered + bounced;
    }

    /** The numbers as an equation, or as the inequation that must not be. */
    String equation() {
        return String.format(
                Locale.ROOT,
                "audience %,d %s sent %,d + failed %,d + skipped %,d + unknown %,d",
                audience,
                addUp() ? "=" : "≠",
                sent,
                failed,
                skipped,
                unknown);
    }

    String receipts() {
        return String.format(
                Locale.ROOT,
                "delivered %,d%s of the %,d sent%s",
                delivered,
                bounced == 0 ? "" : String.format(Locale.ROOT, ", bounced %,d", bounced),
                sent,
                allReceiptsArrived() ? "" : " (the other receipts have not arrived)");
    }
}
