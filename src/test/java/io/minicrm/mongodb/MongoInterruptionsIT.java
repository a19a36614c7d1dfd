package io.minicrm.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.MessageKey;
import io.minicrm.campaign.TestCampaign;
import io.minicrm.chunk.Chunk;
import io.minicrm.chunk.Chunker;
import io.minicrm.delivery.CampaignStats;
import io.minicrm.delivery.ChunkJob;
import io.minicrm.delivery.Deliveries.Claim;
import io.minicrm.delivery.Deliveries.ClaimRequest;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.PastAttempts;
import io.minicrm.delivery.Plans;
import io.minicrm.delivery.Receipt;
import io.minicrm.delivery.SendAttempt;
import io.minicrm.store.TestMongo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * There are no transactions: what a process leaves that dies between two steps is repaired by the next one, and a
 * process that is overtaken between two steps does not undo what happened in between.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MongoInterruptionsIT {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private final ConnectionString url = new ConnectionString(TestMongo.newDatabaseUrl());
    private final MongoClient client = MongoClients.create(url);
    private final MongoDatabase database = client.getDatabase(Objects.requireNonNull(url.getDatabase()));
    private final MongoCampaigns campaigns = new MongoCampaigns(database);
    private final MongoPlans plans = new MongoPlans(database);
    private final MongoDeliveries log = new MongoDeliveries(database);
    private final MongoTallies tallies = new MongoTallies(database);
    private final String id = "campaign-" + UUID.randomUUID();

    @BeforeAll
    void prepare() {
        MongoCampaigns.prepare(database);
        MongoPlans.prepare(database);
        MongoDeliveries.prepare(database);
        MongoTouches.prepare(database);
        MongoDeadLetters.prepare(database);
    }

    @AfterAll
    void close() {
        client.close();
    }

    @Test
    void aDraftWhoseProcessDiedIsNeverSeenAndGoesWithTheNextPlan() {
        String campaign = unplanned();
        Plans.Draft died = plans.begin(campaign);
        died.append(chunks(campaign, 50));

        plan(campaign, 20);

        assertThat(plans.unpublished(campaign, 100)).hasSize(2);
        assertThat(stored("chunks", campaign)).isEqualTo(2);
        assertThat(stored("chunk_progress", campaign)).isEqualTo(2);
        assertThat(died.complete(NOW)).isFalse();
    }

    @Test
    void aPlanWhoseCompletionWasNotAnsweredKeepsItsChunks() {
        String campaign = unplanned();
        try (Plans.Draft draft = plans.begin(campaign)) {
            draft.append(chunks(campaign, 20));
            ObjectId plan = document(campaign).getList("drafts", ObjectId.class).getFirst();
            change(
                    campaign,
                    new Document("plan", plan).append("planned_at", NOW).append("chunks", 2));
        }

        assertThat(plans.unpublished(campaign, 100)).hasSize(2);
    }

    @Test
    void receiptsThatWereAppliedAndDidNotTouchDoSoWhenTheBatchIsRepeated() {
        String campaign = planned(10);
        log.claim(requests(campaign, 10, 1), UUID.randomUUID().toString(), NOW);
        database.getCollection("deliveries")
                .updateMany(
                        DeliveryKey.allOf(campaign),
                        new Document("$set", new Document("status", DeliveryStatus.SENT.storedCode())));
        assertThat(tallies.recount(100, NOW)).isZero();

        log.apply(receipts(campaign, 10, DeliveryStatus.SENT, 1));
        recount(NOW);

        assertThat(stats(campaign).sent()).isEqualTo(10);
        assertThat(status(campaign)).isEqualTo(CampaignStatus.COMPLETED);
    }

    @Test
    void touchesThatWereCountedAndNotDeletedAreCountedAgain() {
        String campaign = planned(10);
        log.claim(requests(campaign, 10, 1), UUID.randomUUID().toString(), NOW);
        log.apply(receipts(campaign, 10, DeliveryStatus.SENT, 1));
        List<Document> touches = database.getCollection("touched_chunks").find().into(new ArrayList<>());
        recount(NOW);
        CampaignStats before = stats(campaign);

        database.getCollection("touched_chunks").insertMany(touches);
        recount(NOW.plusSeconds(1));

        assertThat(stats(campaign)).isEqualTo(before);
        assertThat(campaigns.find(campaign).orElseThrow().finishedAt()).isEqualTo(NOW);
    }

    @Test
    void messagesThatWereOpenedAgainByAProcessThatDiedAreFoundWithinAMinute() {
        String campaign = planned(10);
        log.claim(requests(campaign, 10, 1), UUID.randomUUID().toString(), NOW);
        log.apply(receipts(campaign, 10, DeliveryStatus.FAILED, 1));
        recount(NOW);
        assertThat(status(campaign)).isEqualTo(CampaignStatus.COMPLETED);
        dieWhileReopening(campaign);

        tallies.touchUnfinished();
        recount(NOW.plusSeconds(60));

        assertThat(stats(campaign).retrying()).isEqualTo(10);
        List<ChunkJob> due = plans.takeDue(campaign, NOW.plusSeconds(60), NOW.plusSeconds(60), 10);
        assertThat(due)
                .singleElement()
                .satisfies(job -> assertThat(job.leadIds()).hasSize(10));
        assertThat(log.claim(requests(campaign, 10, 3), UUID.randomUUID().toString(), NOW))
                .containsOnly(new Claim.Granted(PastAttempts.NONE));
        log.apply(receipts(campaign, 10, DeliveryStatus.SENT, 3));
        recount(NOW.plusSeconds(61));
        assertThat(status(campaign)).isEqualTo(CampaignStatus.RUNNING);

        tallies.touchUnfinished();
        recount(NOW.plus(Duration.ofMinutes(11)));
        assertThat(status(campaign)).isEqualTo(CampaignStatus.COMPLETED);
    }

    @Test
    void anOlderCountDoesNotOverwriteANewerOne() {
        String campaign = planned(10);
        log.claim(requests(campaign, 10, 1), UUID.randomUUID().toString(), NOW);
        log.apply(receipts(campaign, 9, DeliveryStatus.SENT, 1));

        recountOvertakenAfterReading("deliveries", () -> {
            log.apply(receipts(campaign, 10, DeliveryStatus.SENT, 1));
            recount(NOW);
        });
        recount(NOW);

        assertThat(stats(campaign).sent()).isEqualTo(10);
        assertThat(status(campaign)).isEqualTo(CampaignStatus.COMPLETED);
    }

    @Test
    void aSumThatKnowsNothingOfAPersonsRetryDoesNotCompleteTheCampaign() {
        String campaign = planned(10);
        log.claim(requests(campaign, 10, 1), UUID.randomUUID().toString(), NOW);
        log.apply(receipts(campaign, 10, DeliveryStatus.FAILED, 1));

        recountOvertakenAfterReading(
                "chunk_progress",
                () -> assertThat(log.reopen(campaign, Set.of(DeliveryStatus.FAILED), NOW))
                        .isEqualTo(10));

        assertThat(status(campaign)).isEqualTo(CampaignStatus.QUEUED);
        recount(NOW);
        assertThat(stats(campaign).retrying()).isEqualTo(10);
        assertThat(status(campaign)).isEqualTo(CampaignStatus.QUEUED);
    }

    /** Recounts in a process of its own, in which something happens right after it first aggregates that collection. */
    private void recountOvertakenAfterReading(String collection, Runnable event) {
        AtomicBoolean due = new AtomicBoolean(true);
        CommandListener overtaking = new CommandListener() {
            private boolean matches;

            @Override
            public void commandStarted(CommandStartedEvent started) {
                BsonValue name = started.getCommand().get("aggregate");
                matches = name != null
                        && name.isString()
                        && name.asString().getValue().equals(collection);
            }

            @Override
            public void commandSucceeded(CommandSucceededEvent succeeded) {
                if (matches && due.compareAndSet(true, false)) {
                    event.run();
                }
            }
        };
        try (MongoClient slow = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(url)
                .addCommandListener(overtaking)
                .build())) {
            new MongoTallies(slow.getDatabase(database.getName())).recount(100, NOW);
        }
        assertThat(due).isFalse();
    }

    /** What {@link MongoReopening} writes, up to its longest step. */
    private void dieWhileReopening(String campaign) {
        change(campaign, new Document("reopens", 1).append("reopening_until", NOW.plus(Duration.ofMinutes(10))));
        database.getCollection("campaigns")
                .updateOne(
                        new Document("_id", campaign),
                        new Document("$set", new Document("status", "running"))
                                .append("$unset", new Document("finished_at", "")));
        database.getCollection("deliveries")
                .updateMany(
                        DeliveryKey.allOf(campaign),
                        new Document(
                                "$set",
                                new Document("status", DeliveryDocument.RETRYING)
                                        .append(DeliveryDocument.ROUND, 2)
                                        .append("failures", 0)
                                        .append("next_attempt_at", NOW)));
    }

    private String unplanned() {
        String campaign = id + "-" + UUID.randomUUID();
        campaigns.create(
                TestCampaign.withId(campaign).chunkSize(10).createdAt(NOW).build());
        return campaign;
    }

    private String planned(int leads) {
        String campaign = unplanned();
        plan(campaign, leads);
        return campaign;
    }

    private void plan(String campaign, int leads) {
        try (Plans.Draft draft = plans.begin(campaign)) {
            draft.append(chunks(campaign, leads));
            assertThat(draft.complete(NOW)).isTrue();
        }
    }

    private static List<Chunk> chunks(String campaign, int leads) {
        return Chunker.chunk(
                campaign,
                IntStream.range(0, leads).mapToObj(MongoInterruptionsIT::lead).toList(),
                10,
                NOW);
    }

    private static String lead(int number) {
        return "lead-%05d".formatted(number);
    }

    private static List<ClaimRequest> requests(String campaign, int leads, int attempt) {
        return IntStream.range(0, leads)
                .mapToObj(lead -> new ClaimRequest(MessageKey.of(campaign, lead(lead)), lead / 10, attempt))
                .toList();
    }

    private static List<Receipt> receipts(String campaign, int leads, DeliveryStatus status, int attempt) {
        return IntStream.range(0, leads)
                .mapToObj(lead -> new Receipt(
                        MessageKey.of(campaign, lead(lead)),
                        status,
                        "simulator",
                        null,
                        null,
                        NOW,
                        new SendAttempt(attempt, attempt, null, null)))
                .toList();
    }

    private Document document(String campaign) {
        return Objects.requireNonNull(database.getCollection("campaigns")
                .find(new Document("_id", campaign))
                .first());
    }

    private void change(String campaign, Document set) {
        database.getCollection("campaigns").updateOne(new Document("_id", campaign), new Document("$set", set));
    }

    private long stored(String collection, String campaign) {
        return database.getCollection(collection).countDocuments(new Document("campaign", campaign));
    }

    private void recount(Instant now) {
        while (tallies.recount(100, now) > 0) {
            // Until nothing is touched any more.
        }
    }

    private CampaignStats stats(String campaign) {
        return tallies.stats(Set.of(campaign)).getFirst();
    }

    private CampaignStatus status(String campaign) {
        return campaigns.find(campaign).orElseThrow().status();
    }
}
