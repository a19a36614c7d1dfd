package io.minicrm.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.minicrm.delivery.DeliveryFilter;
import io.minicrm.lead.LeadQuery;
import io.minicrm.lead.LeadSort;
import io.minicrm.pending.PendingRead;
import io.minicrm.reliability.Relay;
import io.minicrm.segment.Field;
import io.minicrm.segment.Rule;
import io.minicrm.store.Store;
import io.minicrm.store.TestMongo;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Readings that are given up while MongoDB does not answer. */
class MongoAbandonedReadsIT {

    private static final Duration SOON = Duration.ofSeconds(3);
    private static final Duration RECOVERY = Duration.ofMinutes(1);
    private static final Rule EVERYBODY = new Rule.Group(Rule.Combinator.AND, false, List.of());
    private static final ZonedDateTime NOW = ZonedDateTime.of(2026, 11, 24, 12, 0, 0, 0, ZoneOffset.UTC);

    private final Relay relay = new Relay();
    private Store store;

    /** What may be asked while somebody waits. */
    enum Reading {
        COUNT {
            @Override
            void read(Store store) {
                store.audience().count(EVERYBODY, NOW);
            }
        },
        PREVIEW {
            @Override
            void read(Store store) {
                store.audience().preview(EVERYBODY, NOW, 10);
            }
        },
        MEMBERS {
            @Override
            void read(Store store) {
                store.audience().page(EVERYBODY, NOW, null, 10);
            }
        },
        AUDIENCE {
            @Override
            void read(Store store) {
                store.audience().readWithDuplicates(EVERYBODY, NOW, page -> {}, duplicates -> {});
            }
        },
        VALUES {
            @Override
            void read(Store store) {
                store.audience().values(Field.of("name"), 100, value -> {});
            }
        },
        LEADS {
            @Override
            void read(Store store) {
                store.leads().list(new LeadQuery("a", LeadSort.of("id").orElseThrow(), null, 10));
            }
        },
        TOTAL {
            @Override
            void read(Store store) {
                store.leads().count("a", 10);
            }
        },
        MESSAGES {
            @Override
            void read(Store store) {
                store.deliveries().find("campaign", DeliveryFilter.ALL, null, 10);
            }
        },
        MESSAGE_COUNT {
            @Override
            void read(Store store) {
                store.deliveries().count("campaign", DeliveryFilter.ALL, 10);
            }
        },
        UNSETTLED {
            @Override
            void read(Store store) {
                store.deliveries().unsettled("campaign");
            }
        },
        SURVEY {
            @Override
            void read(Store store) {
                store.deliveries().survey("campaign", NOW.toInstant(), 10);
            }
        },
        LIMIT_WAITS {
            @Override
            void read(Store store) {
                store.deliveries().waitingForLimits();
            }
        };

        abstract void read(Store store);
    }

    @BeforeEach
    void openThroughTheRelay() {
        relay.lead(TestMongo.address());
        store = MongoStore.open(TestMongo.through(relay.port(), TestMongo.newDatabaseUrl()));
    }

    @AfterEach
    void close() {
        store.close();
        relay.close();
    }

    /** MongoDB ends what it does for a connection when it is closed. */
    @ParameterizedTest
    @EnumSource
    void aReadingThatIsAbandonedEndsAndClosesItsConnection(Reading reading) {
        reading.read(store);
        relay.silence();
        int before = relay.connections();
        var pending = new PendingRead();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                pending.ask(() -> {
                    reading.read(store);
                    return null;
                });
                interrupted.completeExceptionally(new AssertionError("The reading was answered"));
            } catch (RuntimeException stopped) {
                interrupted.complete(Thread.currentThread().isInterrupted());
            }
        });
        await().during(Duration.ofMillis(300)).until(() -> !interrupted.isDone());

        pending.abandon();

        assertThat(interrupted).succeedsWithin(SOON).isEqualTo(false);
        await().atMost(SOON).until(() -> relay.connections() < before);
        relay.cut();
        relay.lead(TestMongo.address());
        await().atMost(RECOVERY).ignoreExceptions().untilAsserted(() -> reading.read(store));
    }
}
