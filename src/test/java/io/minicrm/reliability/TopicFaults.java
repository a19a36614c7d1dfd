package io.minicrm.reliability;

import io.minicrm.campaign.SendId;
import io.minicrm.delivery.PipelineGroup;
import io.minicrm.delivery.PipelineTopics;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Faults of the topics, and records that do not belong there. */
final class TopicFaults {

    private static final List<String> TOPICS =
            List.of(PipelineTopics.JOBS.name(), PipelineTopics.SEND_JOBS.name(), PipelineTopics.RECEIPTS.name());

    private static final int FORGED = 1_500;
    private static final Duration GONE_WITHIN = Duration.ofMinutes(1);
    private static final Duration EMPTY_WITHIN = Duration.ofMinutes(2);

    private TopicFaults() {}

    private static Map<String, Object> client(TortureScene scene) {
        return Map.of("bootstrap.servers", scene.backends().environment().getOrDefault("KAFKA_BROKERS", ""));
    }

    static void deleteTopics(TortureScene scene) throws Exception {
        try (Admin admin = Admin.create(client(scene))) {
            List<NewTopic> same =
                    admin.describeTopics(TOPICS).allTopicNames().get(30, TimeUnit.SECONDS).values().stream()
                            .map(TopicFaults::newTopic)
                            .toList();
            admin.deleteTopics(TOPICS).all().get(30, TimeUnit.SECONDS);
            Wait.until("the topics are gone", GONE_WITHIN, () -> {
                try {
                    return admin.listTopics().names().get(30, TimeUnit.SECONDS).stream()
                            .noneMatch(TOPICS::contains);
                } catch (Exception failure) {
                    throw new IllegalStateException(failure);
                }
            });
            scene.pause(0, 3_000);
            admin.createTopics(same).all().get(30, TimeUnit.SECONDS);
        }
    }

    private static NewTopic newTopic(TopicDescription topic) {
        return new NewTopic(topic.name(), topic.partitions().size(), (short)
                topic.partitions().getFirst().replicas().size());
    }

    static void truncate(TortureScene scene) throws Exception {
        try (Admin admin = Admin.create(client(scene))) {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            admin.describeTopics(TOPICS)
                    .allTopicNames()
                    .get(30, TimeUnit.SECONDS)
                    .forEach((name, topic) -> topic.partitions()
                            .forEach(partition ->
                                    latest.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest())));
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            admin.listOffsets(latest)
                    .all()
                    .get(30, TimeUnit.SECONDS)
                    .forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end.offset())));
            admin.deleteRecords(all).all().get(30, TimeUnit.SECONDS);
        }
    }

    static void truncateWithoutServers(TortureScene scene) throws Exception {
        scene.servers().forEach(MiniCrm::kill);
        truncate(scene);
        scene.servers().forEach(MiniCrm::start);
    }

    /** Groups can only be changed when all of their members have left. */
    static void moveOffsets(TortureScene scene) throws Exception {
        scene.servers().forEach(MiniCrm::kill);
        try (Admin admin = Admin.create(client(scene))) {
            OffsetMove move = OffsetMove.values()[scene.random().nextInt(OffsetMove.values().length)];
            System.out.println("  " + move);
            for (String group : PipelineGroup.ids()) {
                Wait.until("group " + group + " can be changed", EMPTY_WITHIN, () -> {
                    try {
                        move(admin, group, move);
                        return true;
                    } catch (ExecutionException notEmpty) {
                        return false;
                    } catch (InterruptedException | TimeoutException failure) {
                        throw new IllegalStateException(failure);
                    }
                });
            }
        }
        scene.servers().forEach(MiniCrm::start);
    }

    private enum OffsetMove {
        BEGIN,
        END,
        FORGOTTEN
    }

    private static void move(Admin admin, String group, OffsetMove move)
            throws ExecutionException, InterruptedException, TimeoutException {
        if (move == OffsetMove.FORGOTTEN) {
            admin.deleteConsumerGroups(List.of(group)).all().get(30, TimeUnit.SECONDS);
            return;
        }
        Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
        for (TopicPartition partition : admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(30, TimeUnit.SECONDS)
                .keySet()) {
            specs.put(partition, move == OffsetMove.BEGIN ? OffsetSpec.earliest() : OffsetSpec.latest());
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        admin.listOffsets(specs)
                .all()
                .get(30, TimeUnit.SECONDS)
                .forEach((partition, found) -> offsets.put(partition, new OffsetAndMetadata(found.offset())));
        admin.alterConsumerGroupOffsets(group, offsets).all().get(30, TimeUnit.SECONDS);
    }

    /** From then on a key leads to another partition than before. */
    static void addPartitions(TortureScene scene) throws Exception {
        try (Admin admin = Admin.create(client(scene))) {
            Map<String, NewPartitions> more = new HashMap<>();
            admin.describeTopics(TOPICS)
                    .allTopicNames()
                    .get(30, TimeUnit.SECONDS)
                    .forEach((name, topic) -> more.put(
                            name, NewPartitions.increaseTo(topic.partitions().size() + 1)));
            admin.createPartitions(more).all().get(30, TimeUnit.SECONDS);
        }
    }

    /** More replicas are demanded than there are brokers. */
    static void refuseWrites(TortureScene scene) throws Exception {
        try (Admin admin = Admin.create(client(scene))) {
            demandReplicas(admin, AlterConfigOp.OpType.SET);
            scene.pause(5_000, 30_000);
            demandReplicas(admin, AlterConfigOp.OpType.DELETE);
        }
    }

    private static void demandReplicas(Admin admin, AlterConfigOp.OpType operation) throws Exception {
        var replicas = new AlterConfigOp(new ConfigEntry("min.insync.replicas", "2"), operation);
        admin.incrementalAlterConfigs(TOPICS.stream()
                        .collect(Collectors.toMap(
                                topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic),
                                topic -> List.of(replicas))))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    /** The second half of each topic's last segment was never written to the disk. */
    static void losePower(TortureScene scene) throws IOException {
        scene.backends().killBroker();
        try (Stream<Path> folders = Files.list(scene.backends().brokerLogs())) {
            for (Path partition : folders.filter(TopicFaults::isOfPipeline).toList()) {
                Optional<Path> last = lastSegment(partition);
                if (last.isPresent()) {
                    try (var file = new RandomAccessFile(last.get().toFile(), "rw")) {
                        file.setLength(file.length() / 2);
                    }
                }
            }
        }
        scene.backends().restartBroker();
    }

    private static boolean isOfPipeline(Path folder) {
        String name = folder.getFileName().toString();
        return TOPICS.stream().anyMatch(topic -> name.startsWith(topic + "-"));
    }

    private static Optional<Path> lastSegment(Path partition) throws IOException {
        try (Stream<Path> files = Files.list(partition)) {
            return files.filter(file -> file.toString().endsWith(".log")).max(Comparator.naturalOrder());
        }
    }

    /** Send jobs and receipts of leads that the campaign's plan does not have. */
    static void forge(TortureScene scene) {
        Trial trial = scene.trial();
        if (trial == null) {
            return;
        }
        String campaign = trial.campaignId();
        try (var producer = new KafkaProducer<>(client(scene), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < FORGED; i++) {
                String stranger = "stranger-%06d".formatted(i);
                String sendId = SendId.of(campaign, stranger);
                producer.send(forged(PipelineTopics.SEND_JOBS.name(), stranger, """
                        {"send_id": "%s", "job_id": "job-%s-0-1757656477507-kz2rrf", "campaign_id": "%s", "lead_id": "%s",
                         "channel": "webhook", "to": "x@example.com", "attributes": {}, "attempt": 1, "chunk_index": 0,
                         "created_at": "2026-11-24T12:00:00.000Z"}""".formatted(
                                sendId, campaign, campaign, stranger)));
                producer.send(
                        forged(PipelineTopics.RECEIPTS.name(), stranger, """
                        {"send_id": "%s", "campaign_id": "%s", "lead_id": "%s", "status": "sent", "provider": "webhook",
                         "at": "2026-11-24T12:00:00.000Z"}""".formatted(sendId, campaign, stranger)));
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> forged(String topic, String key, String value) {
        return new ProducerRecord<>(
                topic, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
    }
}
