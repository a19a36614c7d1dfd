package io.minicrm.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The main job, from a CSV of customers to a reconciled campaign, through the API as everybody else would do it. */
final class Demo {

    static final String SEGMENT_ID = "high-spenders";

    private static final String FILE = "customers.csv";
    private static final String MESSAGE =
            "Hi {{name}}, thank you for {{purchases}} purchases! Your next one ships free to {{country}}.";
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
     * How it ended.
     *
     * @param campaign the campaign's progress as the API told it last
     */
    record Outcome(String campaignId, JsonNode campaign) {

        /** True when the campaign is over, every lead is accounted for and every message that was taken has its receipt. */
        boolean addsUp() {
            CampaignNumbers numbers = CampaignNumbers.of(campaign);
            return campaign.path("status").asString("").equals("completed")
                    && numbers.addUp()
                    && numbers.allReceiptsArrived();
        }
    }

    Outcome run() {
        importCustomers();
        makeSegment();
        String campaignId = makeCampaign();
        var line = new ProgressLine(out, onTerminal);
        JsonNode end = new CampaignFeed(api, PATIENCE).follow(campaignId, line::show);
        line.end();
        out.println();
        var outcome = new Outcome(campaignId, end);
        tell(outcome);
        showMessages(campaignId);
        return outcome;
    }

    private void importCustomers() {
        JsonNode result = api.importCsv(Map.of(), BodyPublishers.ofInputStream(Demo::customers))
                .path("data");
        long imported = result.path("imported").asLong();
        long updated = result.path("updated").asLong();
        say(
                "Import",
                "%s: %,d leads imported, %,d updated, %,d rejected",
                FILE,
                imported,
                updated,
                result.path("rejected").asLong());
    }

    private static InputStream customers() {
        return Objects.requireNonNull(Demo.class.getResourceAsStream(FILE), FILE);
    }

    private void makeSegment() {
        ObjectNode segment = Json.object().put("name", "High spenders");
        ObjectNode rules = segment.putObject("rules").put("combinator", "and");
        rules.putArray("rules")
                .addObject()
                .put("field", "total_spend")
                .put("operator", ">")
                .put("value", 1000);
        // Under an id of its own, so that the next demo finds it again.
        api.put("/segments/" + SEGMENT_ID, segment);
        long count = api.get("/segments/" + SEGMENT_ID + "/preview")
                .path("data")
                .path("count")
                .asLong();
        say("Segment", "High spenders (total_spend > 1000): %,d leads", count);
    }

    private String makeCampaign() {
        ObjectNode request = Json.object()
                .put("name", "Thank you, high spenders")
                .put("segment_id", SEGMENT_ID)
                .put("message_template", MESSAGE)
                .put("created_by", "demo");
        JsonNode created = api.post("/campaigns", request, Map.of()).path("data");
        String id = created.path("campaign_id").asString("");
        say(
                "Campaign",
                "%s: %,d leads in %,d chunks of up to %,d",
                id,
                CampaignNumbers.of(created).audience(),
                created.path("queued_chunks").asLong(),
                created.path("chunk_size").asLong());
        say("Message", "%s", MESSAGE);
        out.println();
        return id;
    }

    private void tell(Outcome outcome) {
        CampaignNumbers numbers = CampaignNumbers.of(outcome.campaign());
        say("Result", "%s", numbers.equation());
        say("Receipts", "%s", numbers.receipts());
        if (!outcome.addsUp()) {
            say(
                    "",
                    "%s",
                    "This is not as it should be: the campaign is "
                            + outcome.campaign().path("status").asString(""));
        }
        out.println();
    }

    private void showMessages(String campaignId) {
        JsonNode deliveries = api.get("/campaigns/" + campaignId + "/deliveries?status=delivered&limit=" + SAMPLES)
                .path("data");
        List<String> messages = new ArrayList<>();
        for (JsonNode delivery : deliveries) {
            String leadId = delivery.path("lead_id").asString("");
            ObjectNode request = Json.object().put("message_template", MESSAGE).put("lead_id", leadId);
            JsonNode rendered =
                    api.post("/campaigns/preview", request, Map.of()).path("data");
            messages.add(
                    "to %-10s %s".formatted(leadId, rendered.path("message").asString("")));
        }
        for (int i = 0; i < messages.size(); i++) {
            say(i == 0 ? "Messages" : "", "%s", messages.get(i));
        }
    }

    private void say(String step, String format, Object... values) {
        out.println("%-9s %s"
                .formatted(step, String.format(Locale.ROOT, format, values))
                .stripTrailing());
    }
}
