package io.minicrm.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sure that the topics exist before anybody uses them. */
public final class TopicSetup {

    private static final Logger log = LoggerFactory.getLogger(TopicSetup.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** A broker that has just died is known to be dead after nine seconds, and only then its partitions get other leaders. */
    private static final Duration ELECTION = Duration.ofSeconds(45);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private TopicSetup() {}

    /**
     * Creates those topics that do not exist, with three replicas where the cluster has three brokers, of which two must have a record;
     * existing ones are left as they are.
     *
     * @param partitions how many partitions each topic is to have, by name
     * @throws BrokerUnreachableException when no broker answers within 15 seconds, or a partition has no leader for 45
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
        Replication replication = Replication.of(brokers);
        for (Map.Entry<String, Integer> topic : partitions.entrySet()) {
            create(admin, topic.getKey(), topic.getValue(), replication);
        }
        Collection<TopicDescription> topics = described(admin, partitions.keySet());
        tellThinTopics(topics, replication, brokers);
        awaitLeaders(admin, topics);
    }

    /** Three brokers may have been one when the topics were made, and nobody would notice until a disk is lost. */
    private static void tellThinTopics(Collection<TopicDescription> topics, Replication wanted, int brokers) {
        for (TopicDescription topic : topics) {
            int replicas = topic.partitions().stream()
                    .mapToInt(partition -> partition.replicas().size())
                    .min()
                    .orElse(0);
            if (replicas < wanted.replicas()) {
                log.warn(
                        "Topic {} keeps {} of each record, though there are {} brokers; reassign its partitions to have {}",
                        topic.name(),
                        replicas == 1 ? "one copy" : replicas + " copies",
                        brokers,
                        wanted.replicas());
            }
        }
    }

    private static Collection<TopicDescription> described(Admin admin, Collection<String> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        return onceKnown(() -> admin.describeTopics(topics).allTopicNames()).values();
    }

    /** A broker that is asked may not have heard yet of what was just created, though another has. */
    private static <T> T onceKnown(Supplier<KafkaFuture<T>> question)
            throws ExecutionException, InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + ELECTION.toNanos();
        while (true) {
            try {
                return question.get().get(ELECTION.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException failure) {
                if (!(failure.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > deadline) {
                    throw failure;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /**
     * Returns once every partition answers. A broker may refuse the first batch to a topic that was just made and take the second, and
     * then the first is retried for two minutes in vain (KAFKA-15591).
     */
    private static void awaitLeaders(Admin admin, Collection<TopicDescription> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (TopicDescription topic : topics) {
            topic.partitions()
                    .forEach(partition ->
                            latest.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest()));
        }
        var _ = onceKnown(() -> admin.listOffsets(latest).all());
    }

    /**
     * Redpanda knows no {@code min.insync.replicas} (a majority always has the record there) and only odd numbers of replicas: where the
     * cluster refuses these, its own defaults are taken. A refusal of three replicas is not passed over: a broker is away just now.
     */
    private static void create(Admin admin, String name, int partitions, Replication replication)
            throws ExecutionException, InterruptedException, TimeoutException {
        NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.of(replication.replicas()))
                .configs(replication.settings());
        try {
            create(admin, topic);
        } catch (ExecutionException failure) {
            Throwable refused = failure.getCause();
            if (refused instanceof InvalidConfigurationException
                    && !replication.settings().isEmpty()) {
                log.info("{} is created without {}: {}", name, replication.settings(), refused.getMessage());
                create(admin, topic.configs(Map.of()));
            } else if (refused instanceof InvalidReplicationFactorException && replication.isEven()) {
                log.info("{} is created with the cluster's number of replicas: {}", name, refused.getMessage());
                create(admin, new NewTopic(name, Optional.of(partitions), Optional.empty()));
            } else {
                throw failure;
            }
        }
    }

    private static void create(Admin admin, NewTopic topic)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            admin.createTopics(List.of(topic)).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            if (!(failure.getCause() instanceof TopicExistsException)) {
                throw failure;
            }
        }
    }
}
