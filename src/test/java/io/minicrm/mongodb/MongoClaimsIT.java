package io.minicrm.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.Deliveries.Claim;
import io.minicrm.delivery.Deliveries.ClaimRequest;
import io.minicrm.delivery.PastAttempts;
import io.minicrm.store.TestMongo;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Claims that another process had written, and that a fail-over takes back before we look at them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MongoClaimsIT {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private final ConnectionString url = new ConnectionString(TestMongo.newDatabaseUrl());
    private final MongoClient client = MongoClients.create(url);
    private final MongoDatabase database = client.getDatabase(Objects.requireNonNull(url.getDatabase()));

    @AfterAll
    void close() {
        client.close();
    }

    @Test
    void aMessageWhoseOtherClaimWasRolledBackIsGrantedAndNotDropped() {
        List<ClaimRequest> requests = claimedByAnother();

        List<Claim> claims = claim(requests, 1);

        assertThat(claims).containsOnly(new Claim.Granted(PastAttempts.NONE)).hasSize(10);
        assertThat(database.getCollection(DeliveryDocument.COLLECTION)
                        .countDocuments(DeliveryKey.allOf(requests.getFirst().campaignId())))
                .isEqualTo(10);
    }

    @Test
    void messagesThatComeAndGoAreGivenUpAloudAfterThreeTimes() {
        List<ClaimRequest> requests = claimedByAnother();

        assertThatThrownBy(() -> claim(requests, 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("10 messages")
                .hasMessageContaining(requests.getFirst().campaignId())
                .hasMessageContaining("3 times");
    }

    private List<ClaimRequest> claimedByAnother() {
        String campaign = "campaign-" + UUID.randomUUID();
        List<ClaimRequest> requests = IntStream.range(0, 10)
                .mapToObj(lead -> new ClaimRequest(MessageKey.of(campaign, "lead-" + lead), 0, 1))
                .toList();
        another(requests);
        return requests;
    }

    private void another(List<ClaimRequest> requests) {
        new MongoDeliveries(database).claim(requests, UUID.randomUUID().toString(), NOW);
    }

    /** Claims while the other's rows vanish this many times, each time right before they are read, then come back. */
    private List<Claim> claim(List<ClaimRequest> requests, int rollbacks) {
        String campaign = requests.getFirst().campaignId();
        AtomicInteger left = new AtomicInteger(rollbacks);
        CommandListener failOver = new CommandListener() {
            @Override
            public void commandStarted(CommandStartedEvent started) {
                boolean inserts = started.getCommand().containsKey("insert");
                if (inserts && left.get() < rollbacks && left.get() > 0) {
                    another(requests);
                } else if (started.getCommand().containsKey("find") && left.getAndDecrement() > 0) {
                    database.getCollection(DeliveryDocument.COLLECTION).deleteMany(DeliveryKey.allOf(campaign));
                }
            }
        };
        try (MongoClient ours = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(url)
                .addCommandListener(failOver)
                .build())) {
            return new MongoDeliveries(ours.getDatabase(database.getName()))
                    .claim(requests, UUID.randomUUID().toString(), NOW);
        }
    }
}
