package io.minicrm.bench;

import io.minicrm.console.CampaignNumbers;
import io.minicrm.delivery.DeliveryStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * A completed campaign whose numbers add up.
 *
 * @param audience number of leads
 * @param sent number of messages that the provider accepted
 * @param receipts number of applied receipts: one outcome per lead, and a delivery receipt per accepted message
 * @param post duration of the POST request
 * @param plan time from the creation to the stored plan
 * @param completed time from POST until the last lead is settled
 * @param reconciled time from POST until the last delivery receipt is applied as well
 * @param serverMebibytes largest resident set of the server during the campaign
 * @param postgresMebibytes the same for all processes of PostgreSQL together
 * @param cpu processor time during the campaign
 */
record CampaignRun(
        String id,
        long audience,
        long sent,
        long receipts,
        Duration post,
        Duration plan,
        Duration completed,
        Duration reconciled,
        double serverMebibytes,
        double postgresMebibytes,
        CpuTime cpu) {

    /** Matches every lead, but needs to read an attribute to do so. */
    static final String EVERYBODY = """
        {"combinator": "and", "rules": [{"field": "total_spend", "operator": ">=", "value": 0}]}
        """;

    private static final Duration PATIENCE = Duration.ofHours(2);
    private static final long POLL_MILLIS = 250;

    /**
     * Sends a campaign to the leads that match a rule and waits until every message and every receipt is accounted for.
     */
    static CampaignRun over(ServerProcess server, String segment, String rule, long expected) throws Exception {
        BenchApi api = server.api();
        api.putSegment(segment, rule);
        server.database().run("CHECKPOINT");
        try (Memory memory = Memory.watch(server.pid(), server.database().postmaster())) {
            CpuTime idle = CpuTime.of(server);
            Instant begin = Instant.now();
            String id = api.launch(segment, Map.of()).get("campaign_id").stringValue();
            Duration post = Duration.between(begin, Instant.now());
            JsonNode campaign = awaitReceipts(api, id);
            Instant reconciled = Instant.now();
            CpuTime cpu = CpuTime.of(server).since(idle);
            check(server.database(), campaign, expected);
            long sent = CampaignNumbers.of(campaign).sent();
            return new CampaignRun(
                    id,
                    expected,
                    sent,
                    expected + sent,
                    post,
                    Duration.between(instant(campaign, "created_at"), instant(campaign, "planned_at")),
                    Duration.between(begin, instant(campaign, "finished_at")),
                    Duration.between(begin, reconciled),
                    memory.serverMebibytes(),
                    memory.postgresMebibytes(),
                    cpu);
        }
    }

    private static JsonNode awaitReceipts(BenchApi api, String id) throws InterruptedException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < PATIENCE.toNanos()) {
            JsonNode campaign = api.campaign(id);
            if (CampaignNumbers.isCompleted(campaign)
                    && CampaignNumbers.of(campaign).allReceiptsArrived()) {
                return campaign;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        throw new InconsistentFiguresException(
                "Campaign %s has not received all receipts after %s".formatted(id, PATIENCE));
    }

    /**
     * A completed campaign is only believed if its tallies add up to the audience, and the rows of the delivery log to
     * its tallies.
     */
    static void check(Database database, JsonNode campaign, long expected) throws SQLException {
        CampaignNumbers numbers = CampaignNumbers.of(campaign);
        InconsistentFiguresException.check("audience", expected, numbers.audience());
        InconsistentFiguresException.check("sent + failed + skipped + unknown", expected, numbers.settled());
        String rows = "SELECT count(*) FROM deliveries WHERE campaign = (SELECT number FROM campaigns WHERE id = '%s')"
                .formatted(campaign.get("campaign_id").stringValue());
        InconsistentFiguresException.check("rows in the delivery log", expected, database.number(rows));
        InconsistentFiguresException.check(
                "rows sent", numbers.sent(), database.number(rows + withStatus(DeliveryStatus::isSent)));
        InconsistentFiguresException.check(
                "rows failed", numbers.failed(), database.number(rows + withStatus(DeliveryStatus.FAILED::equals)));
        InconsistentFiguresException.check(
                "rows skipped", numbers.skipped(), database.number(rows + withStatus(DeliveryStatus.SKIPPED::equals)));
    }

    private static String withStatus(Predicate<DeliveryStatus> which) {
        return Arrays.stream(DeliveryStatus.values())
                .filter(which)
                .map(status -> Integer.toString(status.storedCode()))
                .collect(Collectors.joining(", ", " AND status IN (", ")"));
    }

    private static Instant instant(JsonNode campaign, String field) {
        return Instant.parse(campaign.get(field).stringValue());
    }

    double leadsPerSecond() {
        return audience / seconds(reconciled);
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
