package io.minicrm.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.ConnectionString;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.minicrm.store.StoreUnreachableException;
import io.minicrm.store.TestMongo;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Validators are a second check where the server has them, and no condition for a start where it has not. */
final class MongoValidatorsIT {

    private static final int DOCUMENT_VALIDATION_FAILURE = 121;

    @Test
    void aDocumentOfTheWrongShapeIsRefused() {
        var url = new ConnectionString(TestMongo.newDatabaseUrl());
        MongoStore.open(url.toString()).close();
        try (MongoClient client = MongoClients.create(url)) {
            MongoDatabase database = client.getDatabase(Objects.requireNonNull(url.getDatabase()));
            assumeTrue(keepsValidators(database), "This server has no validators: what they refuse cannot be tested");

            MongoCollection<Document> leads = database.getCollection(LeadDocument.COLLECTION);
            assertThatThrownBy(() -> leads.insertOne(new Document("_id", "a").append("name", 1)))
                    .asInstanceOf(type(MongoWriteException.class))
                    .extracting(MongoWriteException::getCode)
                    .isEqualTo(DOCUMENT_VALIDATION_FAILURE);
            MongoCollection<Document> deliveries = database.getCollection(DeliveryDocument.COLLECTION);
            assertThatThrownBy(() -> deliveries.insertOne(new Document("_id", "a").append("status", "sent")))
                    .asInstanceOf(type(MongoWriteException.class))
                    .extracting(MongoWriteException::getCode)
                    .isEqualTo(DOCUMENT_VALIDATION_FAILURE);
            assertThat(leads.countDocuments() + deliveries.countDocuments()).isZero();
        }
    }

    private static boolean keepsValidators(MongoDatabase database) {
        return TestMongo.isReal()
                && database.listCollections().into(new ArrayList<>()).stream()
                        .allMatch(collection ->
                                collection.get("options", new Document()).containsKey("validator"));
    }

    @ParameterizedTest
    @ValueSource(ints = {59, 115, 238})
    void aServerThatRefusesValidatorsIsOpenedAgainAndAgain(int code) {
        Set<String> refused = ConcurrentHashMap.newKeySet();
        try (var server = new ScriptedMongo(command -> refuseValidators(code, command, refused))) {
            MongoStore.open(server.url()).close();
            MongoStore.open(server.url()).close();
        }
        assertThat(refused).containsExactlyInAnyOrder("create", "collMod");
    }

    @Test
    void anotherRefusalOfAValidatorIsReported() {
        int unauthorized = 13;
        try (var server =
                new ScriptedMongo(command -> refuseValidators(unauthorized, command, ConcurrentHashMap.newKeySet()))) {
            assertThatThrownBy(() -> MongoStore.open(server.url()))
                    .isInstanceOf(StoreUnreachableException.class)
                    .hasStackTraceContaining("refused by the script");
        }
    }

    private static Optional<de.bwaldvogel.mongo.bson.Document> refuseValidators(
            int code, de.bwaldvogel.mongo.bson.Document command, Set<String> refused) {
        String name = command.keySet().iterator().next();
        if (Set.of("create", "collMod").contains(name) && command.containsKey("validator")) {
            refused.add(name);
            ScriptedMongo.refusal(code);
        }
        return Optional.empty();
    }
}
