package io.minicrm.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {

    private static final TopicPartition FIRST = new TopicPartition("numbers", 0);

    @TempDir
    Path folder;

    @Test
    void recordsOffsetsAndClusterIdSurviveAStop() throws Exception {
        String clusterId;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0, EmbeddedKafka.Clients.ALL)) {
            createTopic(kafka, 3);
            write(kafka, 1, 2, 3);
            clusterId = clusterId(kafka);
            try (KafkaConsumer<Long, Long> consumer = consumer(kafka)) {
                consumer.commitSync(Map.of(FIRST, new OffsetAndMetadata(1)));
            }
        }

        try (EmbeddedKafka again = EmbeddedKafka.start(folder, 0, EmbeddedKafka.Clients.ALL)) {
            assertThat(readAll(again)).containsExactlyInAnyOrder(1L, 2L, 3L);
            assertThat(clusterId(again)).isEqualTo(clusterId);
            try (KafkaConsumer<Long, Long> consumer = consumer(again)) {
                assertThat(consumer.committed(Set.of(FIRST))).containsEntry(FIRST, new OffsetAndMetadata(1));
            }
        }
    }

    @Test
    void nobodyElseCanLookIntoTheFolderOfAnEarlierVersion() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

        try (EmbeddedKafka _ = EmbeddedKafka.start(folder, 0, EmbeddedKafka.Clients.ALL)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void aBrokerWithAPasswordServesOnlyThoseWhoKnowIt() throws Exception {
        Map<String, Object> login;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0, EmbeddedKafka.Clients.WITH_PASSWORD)) {
            login = new HashMap<>(kafka.clientSettings());
            login.put("bootstrap.servers", kafka.bootstrapServers());
            try (Admin admin = Admin.create(login)) {
                admin.createTopics(List.of(new NewTopic(KafkaWriter.TOPIC, Optional.of(1), Optional.empty())))
                        .all()
                        .get();
            }
            Map<String, Object> stranger = new HashMap<>(login);
            stranger.computeIfPresent(
                    "sasl.jaas.config",
                    (name, value) -> value.toString().replaceFirst("password=\"[^\"]+", "password=\"guessed"));
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> clusterId(stranger))
                    .withCauseInstanceOf(SaslAuthenticationException.class);
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> clusterId(Map.of(
                            "bootstrap.servers",
                            kafka.bootstrapServers(),
                            "request.timeout.ms",
                            1_000,
                            "default.api.timeout.ms",
                            1_000)))
                    .withCauseInstanceOf(TimeoutException.class);
        }

        try (EmbeddedKafka again = EmbeddedKafka.start(folder, 0, EmbeddedKafka.Clients.WITH_PASSWORD)) {
            assertThat(again.clientSettings()).as("the password stays").isEqualTo(without(login, "bootstrap.servers"));
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve("client.properties"))))
                    .isEqualTo("rw-------");
            login.put("bootstrap.servers", again.bootstrapServers());
            try (Admin admin = Admin.create(login)) {
                assertThat(admin.listTopics().names().get()).containsExactly(KafkaWriter.TOPIC);
            }
        }
    }

    @Test
    void aFolderOfAVersionWithoutPasswordsGetsOne() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0, EmbeddedKafka.Clients.ALL)) {
            createTopic(kafka, 3);
            write(kafka, 1, 2, 3);
        }

        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0, EmbeddedKafka.Clients.WITH_PASSWORD)) {
            Map<String, Object> settings = new HashMap<>(kafka.clientSettings());
            settings.put("bootstrap.servers", kafka.bootstrapServers());
            try (Admin admin = Admin.create(settings)) {
                assertThat(admin.listTopics().names().get()).containsExactly(KafkaWriter.TOPIC);
            }
        }
    }

    private static Map<String, Object> without(Map<String, Object> settings, String name) {
        Map<String, Object> others = new HashMap<>(settings);
        others.remove(name);
        return others;
    }

    @Test
    void everyAcknowledgedRecordSurvivesAKillOfTheProcess() throws Exception {
        Set<Long> acknowledged = new HashSet<>();
        try (ChildJvm writer = ChildJvm.start(KafkaWriter.class, folder)) {
            acknowledged.addAll(writer.readNumbers(5_000));
            acknowledged.addAll(writer.kill());
        }

        try (EmbeddedKafka again = EmbeddedKafka.start(folder, 0, EmbeddedKafka.Clients.ALL)) {
            assertThat(readAll(again)).containsAll(acknowledged);
        }
    }

    @Test
    void aSecondBrokerOnTheSameFolderIsRefusedAndTheFirstGoesOn() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0, EmbeddedKafka.Clients.ALL)) {
            assertThatExceptionOfType(EmbeddedStartException.class)
                    .isThrownBy(() -> EmbeddedKafka.start(folder, 0, EmbeddedKafka.Clients.ALL))
                    .withMessageContaining("is in use by another mini-crm (process "
                            + ProcessHandle.current().pid() + ")");

            createTopic(kafka, 1);
            write(kafka, 7);
            assertThat(readAll(kafka)).containsExactly(7L);
        }
    }

    @Test
    void aPortInUseIsReportedWithTheFix() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral(LoopbackPort.HOST))) {
            assertThatExceptionOfType(EmbeddedStartException.class)
                    .isThrownBy(() -> EmbeddedKafka.start(folder, other.getLocalPort(), EmbeddedKafka.Clients.ALL))
                    .withMessageContaining("Port " + other.getLocalPort())
                    .withMessageContaining("KAFKA_BROKERS")
                    .withMessageNotContaining("\n");
        }
    }

    @Test
    void itListensOnTheConfiguredPort() throws Exception {
        int port = LoopbackPort.free();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, port, EmbeddedKafka.Clients.ALL)) {
            assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
            assertThat(clusterId(kafka)).isNotBlank();
        }
    }

    @Test
    void aMistypedTopicIsAnErrorAndNotANewTopic() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0, EmbeddedKafka.Clients.ALL);
                Admin admin = Admin.create(connection(kafka))) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> admin.describeTopics(List.of("nubmers"))
                            .allTopicNames()
                            .get())
                    .withCauseInstanceOf(UnknownTopicOrPartitionException.class);
            assertThat(admin.listTopics().names().get()).isEmpty();
        }
    }

    private static Map<String, Object> connection(EmbeddedKafka kafka) {
        return Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all");
    }

    private static String clusterId(EmbeddedKafka kafka) throws Exception {
        return clusterId(connection(kafka));
    }

    private static String clusterId(Map<String, Object> connection) throws Exception {
        try (Admin admin = Admin.create(connection)) {
            return admin.describeCluster().clusterId().get();
        }
    }

    private static void createTopic(EmbeddedKafka kafka, int partitions) throws Exception {
        try (Admin admin = Admin.create(connection(kafka))) {
            admin.createTopics(List.of(new NewTopic(KafkaWriter.TOPIC, Optional.of(partitions), Optional.empty())))
                    .all()
                    .get();
        }
    }

    private static void write(EmbeddedKafka kafka, long... numbers) throws Exception {
        try (KafkaProducer<Long, Long> producer =
                new KafkaProducer<>(connection(kafka), new LongSerializer(), new LongSerializer())) {
            for (long number : numbers) {
                producer.send(new ProducerRecord<>(KafkaWriter.TOPIC, number, number))
                        .get();
            }
        }
    }

    private static KafkaConsumer<Long, Long> consumer(EmbeddedKafka kafka) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "group.id",
                "readers",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false);
        return new KafkaConsumer<>(settings, new LongDeserializer(), new LongDeserializer());
    }

    /** All records from the first to the current end, regardless of committed offsets. */
    private static Set<Long> readAll(EmbeddedKafka kafka) {
        Set<Long> numbers = new HashSet<>();
        try (KafkaConsumer<Long, Long> consumer = consumer(kafka)) {
            List<TopicPartition> partitions = consumer.partitionsFor(KafkaWriter.TOPIC).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> numbers.add(record.value()));
            }
        }
        return numbers;
    }
}
