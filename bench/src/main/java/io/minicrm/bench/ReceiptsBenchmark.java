package io.minicrm.bench;

import io.minicrm.channel.Simulator;
import io.minicrm.console.Json;
import io.minicrm.delivery.DeliveryStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Callbacks of providers over HTTP, in batches, over several connections at once. Every receipt changes its message
 * from delivered to bounced, so the receipt worker runs at full load beside the endpoint. In the end exactly these
 * messages must be bounced in the delivery log.
 */
final class ReceiptsBenchmark implements Benchmark {

    private static final int BATCH = 500;
    private static final int CONNECTIONS = 4;
    private static final int MOST = 500_000;
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    @Override
    public String name() {
        return "receipts";
    }

    @Override
    public String description() {
        return "the receipts endpoint: batches of 500 over 4 connections";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        CampaignRun campaign = session.campaign();
        Floor floor = session.floor();
        int receipts = (int) Math.min(MOST, campaign.audience()) / BATCH * BATCH;
        BenchApi api = session.server().api();
        List<byte[]> bodies = bodies(campaign.id(), receipts);
        var next = new AtomicInteger();
        Callable<Long> connection = () -> {
            long accepted = 0;
            for (int body = next.getAndIncrement(); body < bodies.size(); body = next.getAndIncrement()) {
                accepted += api.post("/receipts/" + Simulator.NAME, bodies.get(body))
                        .get("accepted")
                        .asLong();
            }
            return accepted;
        };
        long accepted = 0;
        long begin = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Future<Long>> connections = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(threads.submit(connection));
            }
            for (Future<Long> one : connections) {
                accepted += one.get();
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        InconsistentFiguresException.check("receipts accepted", receipts, accepted);
        double applied = awaitBounced(session.server().database(), campaign.id(), receipts, begin);
        return List.of(Figure.of(name(), "receipts endpoint, batches of " + BATCH, receipts / seconds, "receipts/s")
                .goal("50,000")
                .againstRate(floor.receiptsProduced())
                .with("receipts", receipts)
                .with("connections", CONNECTIONS)
                .with("applied_to_the_log_per_second", receipts / applied));
    }

    private static List<byte[]> bodies(String campaign, int receipts) {
        var bodies = new ArrayList<byte[]>();
        for (int first = 0; first < receipts; first += BATCH) {
            var body = Json.array();
            for (int place = first; place < first + BATCH; place++) {
                body.addObject()
                        .put("campaign_id", campaign)
                        .put("lead_id", GeneratedLeads.id(place))
                        .put("status", DeliveryStatus.BOUNCED.code())
                        .put("error", "550 no such mailbox");
            }
            bodies.add(Json.bytes(body));
        }
        return bodies;
    }

    /** Seconds from the first request until the delivery log contains all of them. */
    private static double awaitBounced(Database database, String campaign, int expected, long begin) throws Exception {
        String bounced = """
            SELECT count(*) FROM deliveries
            WHERE status = %d AND campaign = (SELECT number FROM campaigns WHERE id = '%s')
            """.formatted(DeliveryStatus.BOUNCED.storedCode(), campaign);
        long found = 0;
        while (found != expected && System.nanoTime() - begin < PATIENCE.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(500);
            found = database.number(bounced);
        }
        InconsistentFiguresException.check("messages bounced", expected, found);
        return (System.nanoTime() - begin) / 1e9;
    }
}
