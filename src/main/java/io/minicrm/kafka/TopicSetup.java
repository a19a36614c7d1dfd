package io.minicrm.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

/** Creates the topics that do not exist yet, before they are used. */
public final class TopicSetup {

    private static final Logger log = LoggerFactory.getLogger(TopicSetup.class);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);

    /** The cluster notices a dead broker after nine seconds, and only then elects other leaders for its partitions. */
    private static final Duration ELECTION_TIMEOUT = Duration.ofSeconds(45);

    private static final Map<String, String> PERMANENT = Map.of("retention.ms", "-1", "retention.bytes", "-1");

    private static final Duration RETRY_PAUSE = Duration.ofMillis(100);

    private TopicSetup() {}

    /**
     * Creates the topics that do not exist. In a cluster of three or more brokers they have three replicas, of which
     * two must have a record before it counts as written. Existing topics are left as they are.
     *
     * @param partitions the number of partitions of each topic, by name
     * @throws BrokerUnreachableException if no broker answers within 15 seconds, or a partition has no leader for 45
     */
    public static void ensure(KafkaSettings settings, Map<String, Integer> partitions) {
        ensure(settings, partitions, Set.of());
    }

    /**
     * The same.
     *
     * @param permanent the names of topics that keep their records permanently
     */
    static void ensure(KafkaSettings settings, Map<String, Integer> partitions, Set<String> permanent) {
        try (Admin admin = Admin.create(settings.admin())) {
            try {
                ensure(admin, partitions, permanent);
            } catch (ExecutionException | TimeoutException | InterruptedException failure) {
                // By default, close waits for the requests that nobody answers.
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

    private static void ensure(Admin admin, Map<String, Integer> partitions, Set<String> permanent)
            throws ExecutionException, InterruptedException, TimeoutException {
        int brokers = admin.describeCluster()
                .nodes()
                .get(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .size();
        Replication replication = Replication.of(brokers);
        for (Map.Entry<String, Integer> topic : partitions.entrySet()) {
            Map<String, String> retention = permanent.contains(topic.getKey()) ? PERMANENT : Map.of();
            create(
                    admin,
                    new NewTopic(topic.getKey(), Optional.of(topic.getValue()), Optional.of(replication.replicas()))
                            .configs(retention),
                    replication);
        }
        Collection<TopicDescription> topics = describe(admin, partitions.keySet());
        warnOfMissingReplicas(topics, replication, brokers);
        awaitLeaders(admin, topics);
    }

    /**
     * A cluster may have grown since its topics were created. Without a warning this would go unnoticed until a disk
     * fails.
     */
    private static void warnOfMissingReplicas(Collection<TopicDescription> topics, Replication wanted, int brokers) {
        for (TopicDescription topic : topics) {
            int replicas = topic.partitions().stream()
                    .mapToInt(partition -> partition.replicas().size())
                    .min()
                    .orElse(0);
            if (replicas < wanted.replicas()) {
                log.warn(
                        "Topic {} has only {} of each partition, although there are {} brokers;"
                                + " reassign its partitions to have {}",
                        topic.name(),
                        replicas == 1 ? "one replica" : replicas + " replicas",
                        brokers,
                        wanted.replicas());
            }
        }
    }

    private static Collection<TopicDescription> describe(Admin admin, Collection<String> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        return whenTopicsAreKnown(() -> admin.describeTopics(topics).allTopicNames())
                .values();
    }

    /**
     * Repeats the request until it succeeds: the broker that answers may not know yet of topics that another has just
     * created.
     */
    private static <T> T whenTopicsAreKnown(Supplier<KafkaFuture<T>> request)
            throws ExecutionException, InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + ELECTION_TIMEOUT.toNanos();
        while (true) {
            try {
                return request.get().get(ELECTION_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException failure) {
                if (!(failure.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > deadline) {
                    throw failure;
                }
                LockSupport.parkNanos(RETRY_PAUSE.toNanos());
            }
        }
    }

    /**
     * Returns when every partition has a leader that answers. Otherwise a broker may reject the first batch to a new
     * topic and accept the second, and then the producer retries the first in vain for two minutes (KAFKA-15591).
     */
    private static void awaitLeaders(Admin admin, Collection<TopicDescription> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (TopicDescription topic : topics) {
            topic.partitions()
                    .forEach(partition ->
                            latest.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest()));
        }
        var _ = whenTopicsAreKnown(() -> admin.listOffsets(latest).all());
    }

    /**
     * Redpanda has no {@code min.insync.replicas} (there, a majority always has the record) and only allows odd numbers
     * of replicas. If the cluster rejects these settings, its own defaults are used. A rejection of three replicas is
     * an error, though: it means that a broker is down.
     */
    private static void create(Admin admin, NewTopic topic, Replication replication)
            throws ExecutionException, InterruptedException, TimeoutException {
        String name = topic.name();
        Map<String, String> own = topic.configs();
        Map<String, String> all = new HashMap<>(own);
        all.putAll(replication.settings());
        try {
            create(admin, topic.configs(all));
        } catch (ExecutionException failure) {
            Throwable refused = failure.getCause();
            if (refused instanceof InvalidConfigurationException
                    && !replication.settings().isEmpty()) {
                log.info("{} is created without {}: {}", name, replication.settings(), refused.getMessage());
                create(admin, topic.configs(own));
            } else if (refused instanceof InvalidReplicationFactorException && replication.isEven()) {
                log.info("{} is created with the cluster's number of replicas: {}", name, refused.getMessage());
                create(admin, new NewTopic(name, Optional.of(topic.numPartitions()), Optional.empty()).configs(own));
            } else {
                throw failure;
            }
        }
    }

    private static void create(Admin admin, NewTopic topic)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            admin.createTopics(List.of(topic)).all().get(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            if (!(failure.getCause() instanceof TopicExistsException)) {
                throw failure;
            }
        }
    }
}
