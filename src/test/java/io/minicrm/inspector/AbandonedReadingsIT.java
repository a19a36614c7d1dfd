package io.minicrm.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.minicrm.kafka.KafkaSettings;
import io.minicrm.pending.PendingRead;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Readings that are given up while the broker, or the time, is waited for. */
class AbandonedReadingsIT {

    /** A broker that does not answer is given up after five seconds. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final int RECORDS = 12_000;

    /** What may be asked while somebody waits. */
    enum Reading {
        RECORDS {
            @Override
            void read(TopicInspector inspector) {
                inspector.records(RecordQuery.newest("topic", 10));
            }
        },
        TOPICS {
            @Override
            void read(TopicInspector inspector) {
                inspector.topics(false, Set.of());
            }
        },
        OFFSETS {
            @Override
            void read(TopicInspector inspector) {
                inspector.offsetsWithHeadTimes("topic", null);
            }
        },
        GROUPS {
            @Override
            void read(TopicInspector inspector) {
                inspector.groups(Duration.ZERO);
            }
        };

        abstract void read(TopicInspector inspector);
    }

    @ParameterizedTest
    @EnumSource
    void nobodyWaitsForABrokerThatDoesNotAnswer(Reading reading) throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                TopicInspector inspector = new TopicInspector(
                        new KafkaSettings("127.0.0.1:" + silent.getLocalPort(), "inspector-test", Map.of()))) {
            expectToEndSoon(() -> reading.read(inspector));
        }
    }

    @Test
    void aScanThatWaitsForRecordsIsAborted() {
        TopicPartition empty = new TopicPartition(TestTopics.create(1, Map.of()), 0);
        expectToEndSoon(() -> {
            try (LogReader reader = LogReader.of(TestTopics.settings(), IsolationLevel.READ_COMMITTED);
                    PendingRead.Work _ = reader.abortWithReading()) {
                reader.seek(Map.of(empty, 0L));
                while (true) {
                    reader.poll();
                }
            }
        });
    }

    @Test
    void aLookAtTheRateOfGroupsEnds() {
        String topic = TestTopics.create(1, Map.of());
        try (TestTopics topics = new TestTopics(Map.of());
                TopicAdmin admin = new TopicAdmin(TestTopics.settings());
                TopicInspector inspector = new TopicInspector(TestTopics.settings())) {
            topics.put(topic, "k", "v");
            admin.reset(List.of(new TopicAdmin.Reset("reader-of-" + topic, topic, 0, null, 0)));

            expectToEndSoon(() -> inspector.groups(Duration.ofMinutes(1)));
        }
    }

    private static void expectToEndSoon(Runnable reading) {
        PendingRead pending = new PendingRead();
        CompletableFuture<Boolean> failed = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                pending.ask(() -> {
                    reading.run();
                    return null;
                });
                failed.complete(false);
            } catch (RuntimeException stopped) {
                failed.complete(true);
            }
        });
        await().during(MOMENT).until(() -> !failed.isDone());

        pending.abandon();

        assertThat(failed).succeedsWithin(SOON).isEqualTo(true);
    }

    /** What the sink has got and what the result says must fit together, so that the next one continues there. */
    @Test
    void aPartThatIsGivenUpEndsEarlyAndTheNextOneContinuesThere() {
        String topic = TestTopics.create(1, Map.of());
        try (TestTopics topics = new TestTopics(Map.of())) {
            for (int i = 0; i < RECORDS; i++) {
                topics.producer()
                        .send(new ProducerRecord<>(
                                topic, 0, null, Integer.toString(i).getBytes(UTF_8)));
            }
        }
        RecordQuery all = RecordQuery.of(topic).from(new Position.Earliest()).build();
        List<Long> offsets = new ArrayList<>();
        PendingRead pending = new PendingRead();
        try (TopicInspector inspector = new TopicInspector(TestTopics.settings())) {
            ScannedPart first = pending.ask(() -> inspector.scanPart(all, Map.of(), stored -> {
                offsets.add(stored.offset());
                pending.abandon();
            }));
            assertThat(first.scanned()).isEqualTo(offsets.size()).isLessThan(RECORDS);
            assertThat(first.left()).isEqualTo(RECORDS - first.scanned());

            inspector.scanPart(all, first.next(), stored -> offsets.add(stored.offset()));
        }

        assertThat(offsets).hasSize(RECORDS).doesNotHaveDuplicates();
    }
}
