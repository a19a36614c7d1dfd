package io.minicrm.bench;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.Content;
import io.minicrm.campaign.DuplicateAddresses;
import io.minicrm.campaign.MessageKey;
import io.minicrm.campaign.Origin;
import io.minicrm.campaign.Pace;
import io.minicrm.campaign.Progress;
import io.minicrm.campaign.Schedule;
import io.minicrm.channel.Simulator;
import io.minicrm.chunk.Chunk;
import io.minicrm.delivery.CampaignStats;
import io.minicrm.delivery.Deliveries.Claim;
import io.minicrm.delivery.Deliveries.ClaimRequest;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Planner;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.SendAttempt;
import io.minicrm.embedded.EmbeddedPostgres;
import io.minicrm.lead.Lead;
import io.minicrm.mongodb.MongoStore;
import io.minicrm.postgres.PostgresStore;
import io.minicrm.segment.Rule;
import io.minicrm.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The cost per lead on each store: the calls that a campaign makes to the ports, one batch after the other, without
 * broker and channel. Runs on an embedded PostgreSQL and, if {@code MONGODB_URI} is set, on that MongoDB, whose
 * database has to be empty.
 */
final class StoresBenchmark implements Benchmark {

    private static final int IMPORT_BATCH = 2_000;
    private static final int CLAIM_BATCH = 1_000;
    private static final int RECEIPT_BATCH = 2_000;
    private static final int CHUNK_SIZE = 200;
    private static final int RECOUNT_BATCH = 2_000;

    @Override
    public String name() {
        return "stores";
    }

    @Override
    public String description() {
        return "the cost per lead on PostgreSQL and, at MONGODB_URI, on MongoDB, of the ports alone (only with --only)";
    }

    @Override
    public boolean isDefault() {
        return false;
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        List<Figure> figures = new ArrayList<>();
        try (EmbeddedPostgres server =
                        EmbeddedPostgres.start(session.options().folder().resolve("stores"));
                Store store = PostgresStore.open(server.jdbcUrl(), server.user(), server.password())) {
            figures.addAll(new StoreRun(session, store, "PostgreSQL").run());
        }
        String mongo = System.getenv("MONGODB_URI");
        if (mongo != null) {
            try (Store store = MongoStore.open(mongo)) {
                figures.addAll(new StoreRun(session, store, "MongoDB").run());
            }
        }
        return figures;
    }

    /** One campaign on one store. */
    private static final class StoreRun {

        private final Session session;
        private final Store store;
        private final String storeName;
        private final int leads;
        private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        private final Campaign campaign;
        private final List<Figure> figures = new ArrayList<>();

        StoreRun(Session session, Store store, String storeName) {
            this.session = session;
            this.store = store;
            this.storeName = storeName;
            this.leads = session.options().leads();
            this.campaign = new Campaign(
                    "campaign-bench",
                    new Content(
                            "Bench",
                            "segment-bench",
                            new Rule.Group(Rule.Combinator.AND, false, List.of()),
                            "Hi {{name}}",
                            Map.of(),
                            Simulator.NAME,
                            DuplicateAddresses.SKIP),
                    new Pace(CHUNK_SIZE, null),
                    Schedule.NOW,
                    new Origin(null, now, null, null),
                    Progress.queued(0, 0));
        }

        List<Figure> run() throws Exception {
            InconsistentFiguresException.check(
                    storeName + ": leads before", 0, store.leads().count());
            measure("import", this::importLeads);
            store.campaigns().create(campaign);
            measure("plan", () -> new Planner(store.audience(), store.plans(), Clock.systemUTC()).plan(campaign));
            measure("publish marks", this::publish);
            measure("read leads by id", this::readLeads);
            measure("claim", this::claim);
            measure("sent", () -> apply(DeliveryStatus.SENT));
            measure("delivered", () -> apply(DeliveryStatus.DELIVERED));
            measure("recount", this::recount);
            CampaignStats stats = store.tallies().stats(Set.of(campaign.id())).getFirst();
            InconsistentFiguresException.check(storeName + ": delivered", leads, stats.delivered());
            InconsistentFiguresException.check(storeName + ": settled", leads, stats.settled());
            return figures;
        }

        private void measure(String what, Step step) throws Exception {
            long begun = System.nanoTime();
            step.run();
            double micros = (System.nanoTime() - begun) / 1e3 / leads;
            figures.add(Figure.of("stores", storeName + ": " + what, micros, "µs/lead")
                    .with("leads", leads));
        }

        private void importLeads() {
            inBatches(
                    IMPORT_BATCH,
                    (from, to) -> store.leads()
                            .upsert(IntStream.range(from, to)
                                    .mapToObj(place -> session.generated().lead(place))
                                    .toList()));
        }

        private void publish() {
            for (List<Chunk> next = store.plans().unpublished(campaign.id(), 20);
                    !next.isEmpty();
                    next = store.plans().unpublished(campaign.id(), 20)) {
                store.plans().markPublished(campaign.id(), next, now);
            }
        }

        private void readLeads() {
            inBatches(IMPORT_BATCH, (from, to) -> {
                List<Lead> found = store.leads()
                        .findAll(IntStream.range(from, to)
                                .mapToObj(GeneratedLeads::id)
                                .toList());
                InconsistentFiguresException.check(storeName + ": leads read", to - from, found.size());
            });
        }

        private void claim() {
            inBatches(CLAIM_BATCH, (from, to) -> {
                List<Claim> claims = store.deliveries()
                        .claim(
                                IntStream.range(from, to)
                                        .mapToObj(place -> new ClaimRequest(
                                                MessageKey.of(campaign.id(), GeneratedLeads.id(place)),
                                                place / CHUNK_SIZE,
                                                1))
                                        .toList(),
                                UUID.randomUUID().toString(),
                                now);
                InconsistentFiguresException.check(
                        storeName + ": granted",
                        to - from,
                        claims.stream().filter(Claim.Granted.class::isInstance).count());
            });
        }

        private void apply(DeliveryStatus status) {
            inBatches(
                    RECEIPT_BATCH,
                    (from, to) -> InconsistentFiguresException.check(
                            storeName + ": receipts that found their message",
                            to - from,
                            store.deliveries()
                                    .apply(IntStream.range(from, to)
                                            .mapToObj(place -> receipt(GeneratedLeads.id(place), status))
                                            .toList())));
        }

        private Receipt receipt(String lead, DeliveryStatus status) {
            return new Receipt(
                    MessageKey.of(campaign.id(), lead),
                    status,
                    Simulator.NAME,
                    "sim-" + lead,
                    null,
                    now,
                    status == DeliveryStatus.SENT ? new SendAttempt(1, 1, null, null) : null);
        }

        private void recount() {
            int taken = RECOUNT_BATCH;
            while (taken > 0) {
                taken = store.tallies().recount(RECOUNT_BATCH, now);
            }
        }

        private void inBatches(int size, Batch batch) {
            for (int from = 0; from < leads; from += size) {
                batch.take(from, Math.min(leads, from + size));
            }
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private interface Batch {
        void take(int from, int to);
    }
}
