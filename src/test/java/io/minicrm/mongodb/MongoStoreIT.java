package io.minicrm.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.ServerAddress;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.store.StoreUnreachableException;
import io.minicrm.store.TestMongo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.bson.BsonDocument;
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
    void aServerThatDoesNotAnswerIsToldWithoutThePassword() throws IOException {
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
    void anUrlThatCannotBeReadIsToldWithoutThePassword(String url) {
        assertThatThrownBy(() -> MongoStore.open(url))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith("give mongodb://user:password@host:port/database")
                .doesNotContain("secret");
    }

    @Test
    void outagesAreToldFromMistakes() {
        var elected = new MongoNotPrimaryException(BsonDocument.parse("{ok: 0, code: 10107}"), new ServerAddress());
        var shutdown = new MongoException(11600, "interrupted at shutdown");
        var refused = new MongoException(121, "Document failed validation");

        assertThat(Outage.isOutage(elected)).isTrue();
        assertThat(Outage.isOutage(new IllegalStateException(shutdown))).isTrue();
        assertThat(Outage.isOutage(refused)).isFalse();
        assertThat(Outage.isOutage(new IllegalStateException("a mistake"))).isFalse();
    }
}
