package io.minicrm.cli;

import io.minicrm.console.ApiClient;
import io.minicrm.console.CampaignNumbers;
import io.minicrm.console.CommandFailedException;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Json;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.samples.Samples;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The demo: from a CSV file of customers to a completed campaign whose numbers add up, using only the public API. */
final class Demo {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SAMPLES = 3;

    private final ApiClient api;
    private final PrintWriter out;
    private final boolean onTerminal;

    Demo(ApiClient api, PrintWriter out, boolean onTerminal) {
        this.api = api;
        this.out = out;
        this.onTerminal = onTerminal;
    }

    /**
     * The end of the demo.
     *
     * @param campaign the campaign's last progress, as the API returns it
     */
    record Outcome(String campaignId, JsonNode campaign) {

        /** Whether the campaign is completed, every lead is accounted for and every sent message has its receipt. */
        boolean addsUp() {
            CampaignNumbers numbers = CampaignNumbers.of(campaign);
            return CampaignNumbers.isCompleted(campaign) && numbers.addUp() && numbers.allReceiptsArrived();
        }
    }

    Outcome run() {
        importCustomers();
        storeSegment();
        String campaignId = createCampaign();
        var line = new ProgressLine(out, onTerminal);
        JsonNode end = new CampaignFeed(api, PATIENCE).follow(campaignId, line::show);
        line.end();
        out.println();
        var outcome = new Outcome(campaignId, end);
        showResult(outcome);
        showMessages(campaignId);
        return outcome;
    }

    private void importCustomers() {
        JsonNode result =
                api.importCsv("/leads/import", Map.of(), Samples::file).path("data");
        long imported = result.path("imported").asLong();
        long updated = result.path("updated").asLong();
        print(
                "Import",
                "%s: %,d leads imported, %,d updated, %,d unchanged, %,d rejected",
                Samples.FILE,
                imported,
                updated,
                result.path("unchanged").asLong(),
                result.path("rejected").asLong());
    }

    private void storeSegment() {
        ObjectNode segment = Json.object().put("name", Samples.SEGMENT_NAME);
        segment.set("rules", Json.read(Samples.RULES));
        // A fixed id: the next demo replaces the segment instead of adding another one.
        api.put("/segments/" + Samples.SEGMENT_ID, segment);
        long count = api.get("/segments/" + Samples.SEGMENT_ID + "/preview")
                .path("data")
                .path("count")
                .asLong();
        print("Segment", "High spenders (total_spend > 1000): %,d leads", count);
    }

    private String createCampaign() {
        ObjectNode request = Json.object()
                .put("name", Samples.CAMPAIGN_NAME)
                .put("segment_id", Samples.SEGMENT_ID)
                .put("message_template", Samples.MESSAGE)
                .put("created_by", "demo");
        JsonNode created = api.post("/campaigns", request).path("data");
        String id = created.path("campaign_id").asString("");
        print(
                "Campaign",
                "%s: %,d leads in %,d chunks of up to %,d",
                id,
                CampaignNumbers.of(created).audience(),
                created.path("queued_chunks").asLong(),
                created.path("chunk_size").asLong());
        print("Message", "%s", Samples.MESSAGE);
        out.println();
        checkApproval(id);
        return id;
    }

    /** The demo is alone, so nobody would come who may approve what it has created. */
    private void checkApproval(String campaignId) {
        JsonNode approval = api.get("/campaigns/" + campaignId + "/approval").path("data");
        if (approval.path("required").asBoolean(false)) {
            api.post("/campaigns/" + campaignId + "/cancel");
            throw new CommandFailedException(
                    ExitCode.FAILED,
                    ("The demo's campaign needs an approval for its %,d leads, so it was cancelled;"
                                    + " run the demo without REQUIRE_APPROVAL_ABOVE")
                            .formatted(approval.path("audience").asLong(0)));
        }
    }

    private void showResult(Outcome outcome) {
        CampaignNumbers numbers = CampaignNumbers.of(outcome.campaign());
        print("Result", "%s", numbers.equation());
        print("Receipts", "%s", numbers.receipts());
        if (!outcome.addsUp()) {
            print(
                    "",
                    "%s",
                    "The numbers do not add up; the campaign is "
                            + outcome.campaign().path("status").asString(""));
        }
        out.println();
    }

    private void showMessages(String campaignId) {
        JsonNode deliveries = api.get("/campaigns/" + campaignId + "/deliveries?status="
                        + DeliveryStatus.DELIVERED.code() + "&limit=" + SAMPLES)
                .path("data");
        List<String> messages = new ArrayList<>();
        for (JsonNode delivery : deliveries) {
            String leadId = delivery.path("lead_id").asString("");
            ObjectNode request =
                    Json.object().put("message_template", Samples.MESSAGE).put("lead_id", leadId);
            JsonNode rendered = api.post("/campaigns/preview", request).path("data");
            messages.add(
                    "to %-10s %s".formatted(leadId, rendered.path("message").asString("")));
        }
        for (int i = 0; i < messages.size(); i++) {
            print(i == 0 ? "Messages" : "", "%s", messages.get(i));
        }
    }

    private void print(String step, String format, Object... values) {
        out.println("%-9s %s"
                .formatted(step, String.format(Locale.ROOT, format, values))
                .stripTrailing());
    }
}
