package io.minicrm.reliability;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;

/** Three Kafka brokers, each also a controller, in separate processes; each can be killed and started again on its folder and port. */
final class KafkaCluster implements AutoCloseable {

    static final int BROKERS = 3;

    private static final Pattern LISTENS = Pattern.compile("broker listens on (\\S+)");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path folder;
    private final String clusterId = Uuid.randomUuid().toString();
    private final List<Integer> ports;
    private final String voters;
    private final List<JavaProcess> nodes = new ArrayList<>();
    private final Admin admin;

    private KafkaCluster(Path folder) {
        this.folder = folder;
        this.ports =
                IntStream.range(0, BROKERS).mapToObj(node -> FreePorts.next()).toList();
        this.voters = IntStream.range(0, BROKERS)
                .mapToObj(node -> (node + 1) + "@127.0.0.1:" + FreePorts.next())
                .collect(Collectors.joining(","));
        for (int node = 0; node < BROKERS; node++) {
            nodes.add(launch(node, 1));
        }
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers()));
    }

    /** Starts them without waiting. */
    static KafkaCluster launch(Path folder) {
        return new KafkaCluster(folder);
    }

    /** The addresses of all three brokers. */
    String brokers() {
        return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    void awaitReady() {
        nodes.forEach(node -> node.awaitLine(LISTENS));
    }

    /** @param number from 1 on */
    void kill(int number) {
        nodes.get(number - 1).kill();
    }

    /** Returns when it accepts requests. */
    void restart(int number) {
        nodes.set(number - 1, launch(number - 1, number + BROKERS));
        nodes.get(number - 1).awaitLine(LISTENS);
    }

    private JavaProcess launch(int node, int start) {
        return JavaProcess.start(
                folder.resolve("broker-%d-%d.log".formatted(node + 1, start)),
                Map.of(),
                ClusterNode.class,
                folder.resolve("kafka-" + (node + 1)).toString(),
                Integer.toString(node + 1),
                Integer.toString(ports.get(node)),
                voters,
                clusterId);
    }

    /** Waits until every partition, the groups' offsets included, has all its replicas in sync. */
    void awaitInSync() {
        Wait.until("all replicas are in sync", PATIENCE, () -> {
            try {
                return topics().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .allMatch(partition -> partition.isr().size() == BROKERS);
            } catch (ExecutionException away) {
                return false;
            }
        });
    }

    /** The number of replicas of each partition of a topic, which must be the same for all. */
    int replicas(String topic) throws ExecutionException {
        return topics().stream()
                .filter(one -> one.name().equals(topic))
                .flatMap(one -> one.partitions().stream())
                .mapToInt(partition -> partition.replicas().size())
                .reduce((one, other) -> one == other ? one : -1)
                .orElse(0);
    }

    /** The settings of the topic itself, without its broker's defaults. */
    Map<String, String> settings(String topic) throws ExecutionException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return answer(admin.describeConfigs(List.of(resource)).all()).get(resource).entries().stream()
                .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .collect(Collectors.toMap(entry -> entry.name(), entry -> entry.value()));
    }

    /** Records ever written to the topic. */
    long records(String topic) throws ExecutionException {
        Map<TopicPartition, OffsetSpec> ends = topics().stream()
                .filter(one -> one.name().equals(topic))
                .flatMap(one ->
                        one.partitions().stream().map(partition -> new TopicPartition(topic, partition.partition())))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        return answer(admin.listOffsets(ends).all()).values().stream()
                .mapToLong(end -> end.offset())
                .sum();
    }

    private Collection<TopicDescription> topics() throws ExecutionException {
        return answer(admin.describeTopics(answer(admin.listTopics(new ListTopicsOptions().listInternal(true))
                                .names()))
                        .allTopicNames())
                .values();
    }

    private static <T> T answer(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
        nodes.forEach(JavaProcess::close);
    }
}
