package io.minicrm.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.bson.Document;
import io.minicrm.campaign.TestCampaign;
import io.minicrm.chunk.Chunker;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Plans;
import io.minicrm.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A request has at most 16 MiB, however many chunks a retry concerns. */
final class MongoReopeningIT {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final int CHUNKS = 44_000;

    /** The answer of an aggregation without results. */
    private static final Document NOTHING = new Document("ok", 1)
            .append("cursor", new Document("id", 0L).append("ns", "crm.any").append("firstBatch", List.of()));

    private final String campaign = "campaign-" + UUID.randomUUID();
    private final List<Integer> counted = new CopyOnWriteArrayList<>();

    /**
     * A failed message in every second chunk. Neither the touches nor the counts are made: in the stand-in they would
     * take minutes. What is asked for is which chunks one count names.
     */
    @Test
    void failedMessagesOfTwentyTwoThousandScatteredChunksAreOpenedAgain() {
        try (var server = new ScriptedMongo(this::withoutCounts);
                MongoStore store = MongoStore.open(server.url())) {
            plan(store);
            fail(server);

            long opened = store.deliveries().reopen(campaign, Set.of(DeliveryStatus.FAILED), NOW);

            assertThat(opened).isEqualTo(CHUNKS / 2);
            assertThat(counted).hasSize(22).containsOnly(1_000);
        }
    }

    private Optional<Document> withoutCounts(Document command) {
        if (String.valueOf(command.get("pipeline")).contains("$merge")) {
            return Optional.of(NOTHING);
        }
        if (!MongoPlans.PROGRESS.equals(command.get("find"))) {
            return Optional.empty();
        }
        Document ids = (Document) ((Document) command.get("filter")).get("_id");
        counted.add(((List<?>) ids.get("$in")).size());
        return Optional.of(NOTHING);
    }

    private void plan(Store store) {
        store.campaigns().create(TestCampaign.withId(campaign).createdAt(NOW).build());
        try (Plans.Draft draft = store.plans().begin(campaign)) {
            draft.append(Chunker.chunk(campaign, List.of(lead(0)), 1, NOW));
            draft.complete(NOW);
        }
        counted.clear();
    }

    /** Written past the store, which takes minutes for so many single ones on the stand-in. */
    private void fail(ScriptedMongo server) {
        try (MongoClient client = MongoClients.create(server.url())) {
            client.getDatabase("crm")
                    .getCollection(DeliveryDocument.COLLECTION)
                    .insertMany(IntStream.range(0, CHUNKS)
                            .filter(chunk -> chunk % 2 == 0)
                            .mapToObj(chunk -> new org.bson.Document("_id", DeliveryKey.id(campaign, lead(chunk)))
                                    .append("chunk", chunk)
                                    .append("status", DeliveryStatus.FAILED.storedCode())
                                    .append(DeliveryDocument.ROUND, 1))
                            .toList());
        }
    }

    private static String lead(int number) {
        return "lead-%05d".formatted(number);
    }
}
