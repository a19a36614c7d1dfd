package io.minicrm.flow;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes sure that the topics exist before anybody uses them. */
public final class TopicSetup {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private TopicSetup() {}

    /**
     * Creates those topics that do not exist, with three replicas where the cluster has three brokers; existing ones are left as
     * they are.
     *
     * @param partitions how many partitions each topic is to have, by name
     * @throws BrokerUnreachableException when no broker answers within 15 seconds
     */
    public static void ensure(KafkaSettings settings, Map<String, Integer> partitions) {
        try (Admin admin = Admin.create(settings.admin())) {
            try {
                ensure(admin, partitions);
            } catch (ExecutionException | TimeoutException | InterruptedException failure) {
                // A plain close would wait for the requests that nobody answers.
                admin.close(Duration.ZERO);
                throw failure;
            }
        } catch (ExecutionException | TimeoutException | KafkaException unreachable) {
            throw new BrokerUnreachableException(settings.brokers(), unreachable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BrokerUnreachableException(settings.brokers(), interrupted);
        }
    }

    private static void ensure(Admin admin, Map<String, Integer> partitions)
            throws ExecutionException, InterruptedException, TimeoutException {
        int brokers = admin.describeCluster()
                .nodes()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .size();
        short replicas = (short) Math.min(3, brokers);
        create(
                admin,
                partitions.entrySet().stream()
                        .map(topic ->
                                new NewTopic(topic.getKey(), Optional.of(topic.getValue()), Optional.of(replicas)))
                        .collect(Collectors.toList()));
        awaitLeaders(admin, partitions.keySet());
    }

    /**
     * Returns once every partition answers. A broker may refuse the first batch to a topic that was just made and take the second, and
     * then the first is retried for two minutes in vain (KAFKA-15591).
     */
    private static void awaitLeaders(Admin admin, Collection<String> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (TopicDescription topic : admin.describeTopics(topics)
                .allTopicNames()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .values()) {
            topic.partitions()
                    .forEach(partition ->
                            latest.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest()));
        }
        admin.listOffsets(latest).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static void create(Admin admin, Collection<NewTopic> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        for (var creation : admin.createTopics(topics).values().values()) {
            try {
                creation.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException failure) {
                if (!(failure.getCause() instanceof TopicExistsException)) {
                    throw failure;
                }
            }
        }
    }
}
