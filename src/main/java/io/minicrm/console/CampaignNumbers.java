package io.minicrm.console;

import io.minicrm.campaign.CampaignStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * The numbers of a campaign, read from its JSON in the API.
 *
 * <p>At every moment audience = sent + failed + skipped + unknown + in flight. In flight are the leads that are claimed
 * by a sender ({@code sending}), wait for another attempt ({@code retrying}), were postponed by a gate ({@code
 * postponed}), or have not been claimed yet. A number that the server does not report counts as 0.
 */
public record CampaignNumbers(
        long audience,
        long sent,
        long failed,
        long skipped,
        long unknown,
        long delivered,
        long bounced,
        long inFlight,
        long sending,
        long retrying,
        long postponed) {

    /** @param campaign a campaign, or its progress, as the API returns it */
    public static CampaignNumbers of(JsonNode campaign) {
        JsonNode stats = campaign.path("stats");
        return new CampaignNumbers(
                stats.path("audience").asLong(0),
                stats.path("sent").asLong(0),
                stats.path("failed").asLong(0),
                stats.path("skipped").asLong(0),
                stats.path("unknown").asLong(0),
                stats.path("delivered").asLong(0),
                stats.path("bounced").asLong(0),
                stats.path("in_flight").asLong(0),
                stats.path("sending").asLong(0),
                stats.path("retrying").asLong(0),
                stats.path("postponed").asLong(0));
    }

    /** @param campaign a campaign, or its progress, as the API returns it */
    public static boolean isCompleted(JsonNode campaign) {
        return campaign.path("status").asString("").equals(CampaignStatus.COMPLETED.code());
    }

    /** The leads whose message needs no more work. */
    public long settled() {
        return sent + failed + skipped + unknown;
    }

    /** Whether every lead of the audience is settled, each exactly once. */
    public boolean addUp() {
        return audience == settled();
    }

    /** Whether the provider has reported the outcome of every message that it accepted. */
    public boolean allReceiptsArrived() {
        return sent == delivered + bounced;
    }

    /** The numbers as an equation, with {@code ≠} if they do not add up. */
    public String equation() {
        String text = String.format(
                Locale.ROOT,
                "audience %,d %s sent %,d + failed %,d + skipped %,d + unknown %,d",
                audience,
                audience == settled() + inFlight ? "=" : "≠",
                sent,
                failed,
                skipped,
                unknown);
        return inFlight == 0 ? text : text + String.format(Locale.ROOT, " + in flight %,d", inFlight) + details();
    }

    private String details() {
        List<String> parts = new ArrayList<>();
        addPart(parts, sending, "sending");
        addPart(parts, retrying, "retrying");
        addPart(parts, postponed, "postponed");
        return parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
    }

    private static void addPart(List<String> parts, long number, String status) {
        if (number > 0) {
            parts.add(String.format(Locale.ROOT, "%,d %s", number, status));
        }
    }

    /** How many of the sent messages have a delivery receipt. */
    public String receipts() {
        return String.format(
                Locale.ROOT,
                "delivered %,d%s of the %,d sent%s",
                delivered,
                bounced == 0 ? "" : String.format(Locale.ROOT, ", bounced %,d", bounced),
                sent,
                allReceiptsArrived() ? "" : " (the other receipts have not arrived)");
    }
}
