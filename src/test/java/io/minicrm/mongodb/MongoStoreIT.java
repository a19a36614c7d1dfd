package io.minicrm.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.ConnectionString;
import com.mongodb.MongoCredential;
import com.mongodb.MongoException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerUnavailableException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.lead.LeadChange;
import io.minicrm.lead.LeadKey;
import io.minicrm.lead.StoreMode;
import io.minicrm.segment.Field;
import io.minicrm.segment.Operator;
import io.minicrm.segment.Rule;
import io.minicrm.segment.RuleValue;
import io.minicrm.store.StoreUnreachableException;
import io.minicrm.store.TestMongo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the store opens, and what it takes for an outage. */
final class MongoStoreIT {

    private static final Lead LEAD =
            new Lead("a", "Ann", null, null, false, Attributes.NONE, Instant.parse("2026-01-02T03:04:05.678Z"));

    @Test
    void aDatabaseIsOpenedAgainWithWhatItHolds() {
        String url = TestMongo.newDatabaseUrl();
        try (MongoStore first = MongoStore.open(url)) {
            first.leads().upsert(List.of(LEAD));
        }

        try (MongoStore second = MongoStore.open(url)) {
            assertThat(second.leads().find("a")).contains(LEAD);
        }
    }

    @Test
    void theDatesOfStoredLeadsFollowTheZoneOfTheInstallation() {
        String url = TestMongo.newDatabaseUrl();
        List<Lead> leads = Stream.of("2026-03-10", "2026-03-10 12:00:00", "2026-03-10T12:00:00Z", "later")
                .map(text ->
                        new Lead(text, null, null, null, false, Attributes.of(Map.of("at", text)), LEAD.createdAt()))
                .toList();
        try (MongoStore utc = MongoStore.open(url, ZoneOffset.UTC)) {
            utc.leads().upsert(leads);
        }

        ZoneId kiritimati = ZoneId.of("Pacific/Kiritimati");
        try (MongoStore ahead = MongoStore.open(url, kiritimati)) {
            assertThat(atOrAfter(ahead, "2026-03-10T10:00:00Z", kiritimati)).containsExactly("2026-03-10T12:00:00Z");
            assertThat(atOrAfter(ahead, "2026-03-09T22:00:00Z", kiritimati))
                    .containsExactly("2026-03-10 12:00:00", "2026-03-10T12:00:00Z");
            assertThat(ahead.leads().findAll(leads.stream().map(Lead::id).toList()))
                    .containsExactlyInAnyOrderElementsOf(leads);
        }
    }

    @Test
    void leadsOfEarlierVersionsGetTheKeysOfTheirAddressesAndLoseTheirBlankTexts() {
        String url = TestMongo.newDatabaseUrl();
        try (MongoStore store = MongoStore.open(url)) {
            store.leads().upsert(List.of(LEAD));
        }
        try (MongoClient client = MongoClients.create(url)) {
            var database = client.getDatabase(Objects.requireNonNull(new ConnectionString(url).getDatabase()));
            database.getCollection("lead_dates").deleteMany(new Document());
            database.getCollection("leads")
                    .updateOne(
                            new Document("_id", "a"),
                            new Document(
                                    "$set",
                                    new Document("name", "\u00a0")
                                            .append("email", "Ann@Example.com")
                                            .append("phone", "")
                                            .append("attributes", new Document("blank", " \ufeff").append("x", "y"))));
        }

        try (MongoStore store = MongoStore.open(url)) {
            var change = new LeadChange(
                    new LeadKey.ByEmail("ann@example.com"),
                    null,
                    null,
                    null,
                    true,
                    Attributes.NONE,
                    Set.of(),
                    LEAD.createdAt());
            assertThat(store.leads().store(List.of(change), StoreMode.MERGE).updated())
                    .isEqualTo(1);
            assertThat(store.leads().find("a"))
                    .contains(new Lead(
                            "a",
                            null,
                            "Ann@Example.com",
                            null,
                            true,
                            Attributes.of(Map.of("x", "y")),
                            LEAD.createdAt()));
            assertThat(store.leads().attributeCounts()).isEqualTo(Map.of("x", 1L));
        }
    }

    private static List<String> atOrAfter(MongoStore store, String instant, ZoneId zone) {
        var rule = new Rule.Compare(Field.of("at"), Operator.Order.GREATER_OR_EQUAL, RuleValue.of(instant));
        return store.audience().preview(rule, LEAD.createdAt().atZone(zone), 10).sample().stream()
                .map(Lead::id)
                .toList();
    }

    @Test
    void severalProcessesMayOpenANewDatabaseAtOnce() {
        String url = TestMongo.newDatabaseUrl();

        List<MongoStore> stores =
                Stream.generate(() -> CompletableFuture.supplyAsync(() -> MongoStore.open(url)))
                        .limit(4)
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();

        stores.getFirst().leads().upsert(List.of(LEAD));
        assertThat(stores).allSatisfy(store -> assertThat(store.leads().count()).isEqualTo(1));
        stores.forEach(MongoStore::close);
    }

    @Test
    void aServerThatDoesNotAnswerIsReportedWithoutThePassword() throws IOException {
        int port;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        String url = "mongodb://user:secret@127.0.0.1:%d/crm?serverSelectionTimeoutMS=500".formatted(port);

        assertThatThrownBy(() -> MongoStore.open(url))
                .isInstanceOf(StoreUnreachableException.class)
                .message()
                .contains("mongodb://127.0.0.1:" + port + "/crm")
                .contains("refused")
                .contains("DATABASE_URL")
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://user:secret@localhost",
                "mongodb://user:secret@localhost/",
                "mongodb://user:sec@ret:secret@localhost/crm",
                "mongodb://"
            })
    void anInvalidUrlIsReportedWithoutThePassword(String url) {
        assertThatThrownBy(() -> MongoStore.open(url))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith("give mongodb://user:password@host:port/database")
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 63, 100, 133, 150, 202, 10058, 11601, 13388, 14031})
    void electionsFullDisksAndShardsWithoutAPrimaryAreOutages(int code) {
        assertThat(Outage.isOutage(new MongoException(code, "passes"))).isTrue();
    }

    @Test
    void aRefusedLoginAndAServerThatIsAwayAreOutages() {
        var login = MongoCredential.createCredential("crm", "admin", "secret".toCharArray());

        assertThat(Outage.isOutage(new MongoSecurityException(login, "no primary to ask")))
                .isTrue();
        assertThat(Outage.isOutage(new MongoServerUnavailableException("closed")))
                .isTrue();
    }

    @Test
    void outagesAreDistinguishedFromMistakes() {
        var elected = new MongoNotPrimaryException(BsonDocument.parse("{ok: 0, code: 10107}"), new ServerAddress());
        var shutdown = new MongoException(11600, "interrupted at shutdown");
        var refused = new MongoException(121, "Document failed validation");

        assertThat(Outage.isOutage(elected)).isTrue();
        assertThat(Outage.isOutage(new IllegalStateException(shutdown))).isTrue();
        assertThat(Outage.isOutage(refused)).isFalse();
        assertThat(Outage.isOutage(new IllegalStateException("a mistake"))).isFalse();
    }
}
