package io.minicrm.bench;

import io.minicrm.console.CampaignNumbers;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * A campaign that went out and adds up.
 *
 * @param id its id
 * @param audience its leads
 * @param sent how many messages the provider took
 * @param receipts how many receipts were applied: one outcome a lead, and a delivery receipt for each that was taken
 * @param post how long POST took
 * @param plan from its creation to the stored plan
 * @param completed from POST to the last lead settled
 * @param reconciled from POST to the last delivery receipt applied as well, the tallies equal to the rows
 * @param serverMebibytes the server's largest resident set meanwhile
 * @param postgresMebibytes the same of PostgreSQL's processes together
 * @param cpu the processor time meanwhile
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

    /** Picks everybody, and has to look at an attribute to do so. */
    static final String EVERYBODY = """
            {"combinator": "and", "rules": [{"field": "total_spend", "operator": ">=", "value": 0}]}
            """;

    private static final Duration PATIENCE = Duration.ofHours(2);
    private static final long POLL_MILLIS = 250;

    /** Sends a campaign to the leads that a rule picks and waits until every message and every receipt is accounted for. */
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
            JsonNode stats = campaign.get("stats");
            check(server.database(), id, stats, expected);
            long sent = stats.get("sent").asLong();
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
        throw new InconsistentFiguresException("Campaign %s is not reconciled after %s".formatted(id, PATIENCE));
    }

    /** Completed says nothing yet: the tallies must add up to the audience, and the rows of the log to the tallies. */
    static void check(Database database, String id, JsonNode stats, long expected) throws SQLException {
        long sent = stats.get("sent").asLong();
        long failed = stats.get("failed").asLong();
        long skipped = stats.get("skipped").asLong();
        long unknown = stats.get("unknown").asLong();
        InconsistentFiguresException.check(
                "audience", expected, stats.get("audience").asLong());
        InconsistentFiguresException.check("sent + failed + skipped + unknown", expected, sent + failed + skipped + unknown);
        String rows = "SELECT count(*) FROM deliveries WHERE campaign = (SELECT number FROM campaigns WHERE id = '%s')"
                .formatted(id);
        InconsistentFiguresException.check("rows in the delivery log", expected, database.number(rows));
        InconsistentFiguresException.check("rows sent", sent, database.number(rows + " AND status >= 5"));
        InconsistentFiguresException.check("rows failed", failed, database.number(rows + " AND status = 4"));
        InconsistentFiguresException.check("rows skipped", skipped, database.number(rows + " AND status = 3"));
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
