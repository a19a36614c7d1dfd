package io.minicrm.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoException;
import de.bwaldvogel.mongo.bson.Document;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.reliability.Relay;
import io.minicrm.segment.Rule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With which read concern an audience is read, on servers with and without snapshots. */
final class MongoSnapshotsIT {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Rule EVERYBODY = new Rule.Group(Rule.Combinator.AND, false, List.of());
    private static final Rule NOBODY = new Rule.Group(Rule.Combinator.AND, true, List.of());

    private final List<String> concerns = new CopyOnWriteArrayList<>();
    private final AtomicInteger lost = new AtomicInteger();

    @Test
    void aServerOfItsOwnIsNotAskedForASnapshot() {
        try (var server = new ScriptedMongo(this::standAlone);
                MongoStore store = MongoStore.open(server.url())) {
            assertThat(read(store, EVERYBODY)).isEmpty();
            assertThat(concerns).containsExactly("local");
        }
    }

    @Test
    void aMemberOfAReplicaSetIsAskedForASnapshot() {
        try (var server = new ScriptedMongo(this::replicated);
                MongoStore store = MongoStore.open(server.url())) {
            store.leads().upsert(List.of(lead("a"), lead("b")));

            assertThat(read(store, EVERYBODY)).containsExactly("a", "b");
            assertThat(concerns).containsExactly("snapshot");
        }
    }

    /** A server of its own refuses to read from a snapshot, and a replica set may lose what was read without one. */
    @Test
    void theServerIsAskedAgainAfterTheConnectionWasLost() {
        try (var relay = new Relay();
                var standAlone = new ScriptedMongo(this::standAlone);
                var replicated = new ScriptedMongo(this::replicated)) {
            relay.lead(standAlone.address());
            try (MongoStore store =
                    MongoStore.open("mongodb://127.0.0.1:%d/crm?directConnection=true&heartbeatFrequencyMS=500"
                            .formatted(relay.port()))) {
                read(store, EVERYBODY);

                relay.cut();
                relay.lead(replicated.address());

                await().atMost(Duration.ofMinutes(1)).ignoreExceptions().untilAsserted(() -> {
                    read(store, EVERYBODY);
                    assertThat(concerns).startsWith("local").endsWith("snapshot");
                });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {239, 246})
    void anAudienceThatLostItsSnapshotTwiceIsReadWithoutOne(int code) {
        try (var server = new ScriptedMongo(command -> losing(code, command));
                MongoStore store = MongoStore.open(server.url())) {
            store.leads().upsert(List.of(lead("a"), lead("b")));
            lost.set(Integer.MAX_VALUE);

            for (int time = 0; time < 2; time++) {
                assertThatThrownBy(() -> read(store, EVERYBODY))
                        .isInstanceOf(MongoException.class)
                        .satisfies(failure ->
                                assertThat(store.isUnavailable(failure)).isTrue());
            }
            assertThat(read(store, EVERYBODY)).containsExactly("a", "b");
            assertThat(concerns).containsExactly("snapshot", "snapshot", "majority");

            lost.set(0);
            assertThat(read(store, EVERYBODY)).containsExactly("a", "b");
            assertThat(concerns).endsWith("snapshot");
        }
    }

    @Test
    void aSnapshotThatWasLostOnceOrByAnotherAudienceIsTakenAgain() {
        try (var server = new ScriptedMongo(command -> losing(239, command));
                MongoStore store = MongoStore.open(server.url())) {
            lost.set(2);
            assertThatThrownBy(() -> read(store, EVERYBODY)).isInstanceOf(MongoException.class);
            assertThatThrownBy(() -> read(store, NOBODY)).isInstanceOf(MongoException.class);

            read(store, EVERYBODY);
            lost.set(1);
            assertThatThrownBy(() -> read(store, EVERYBODY)).isInstanceOf(MongoException.class);
            read(store, EVERYBODY);

            assertThat(concerns).containsOnly("snapshot");
        }
    }

    private static List<String> read(MongoStore store, Rule rule) {
        var read = new ArrayList<String>();
        store.audience().read(rule, NOW.atZone(ZoneOffset.UTC), read::addAll);
        return read;
    }

    private Optional<Document> standAlone(Document command) {
        note(command);
        return command.containsKey("hello") && !command.containsKey("client")
                ? Optional.of(new Document("ok", 1))
                : Optional.empty();
    }

    private Optional<Document> replicated(Document command) {
        note(command);
        return command.containsKey("hello") ? Optional.of(ScriptedMongo.replicaSetMember()) : Optional.empty();
    }

    private Optional<Document> losing(int code, Document command) {
        Optional<Document> answer = replicated(command);
        boolean snapshot = "find".equals(command.keySet().iterator().next()) && "snapshot".equals(concern(command));
        if (snapshot && lost.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            ScriptedMongo.refusal(code);
        }
        return answer;
    }

    private void note(Document command) {
        // Pages of an audience are the only reads of leads in order of their id without a limit.
        if ("leads".equals(command.get("find")) && command.containsKey("sort") && !command.containsKey("limit")) {
            concerns.add(concern(command));
        }
    }

    private static String concern(Document command) {
        return command.get("readConcern") instanceof Document concern ? String.valueOf(concern.get("level")) : "none";
    }

    private static Lead lead(String id) {
        return new Lead(id, null, null, null, false, Attributes.NONE, NOW);
    }
}
