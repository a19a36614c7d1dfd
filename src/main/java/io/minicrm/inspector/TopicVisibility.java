package io.minicrm.inspector;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a change of a topic can be seen. Kafka's controller acknowledges a change before the brokers know of it,
 * so a request that follows at once may still be answered as if nothing had changed.
 */
final class TopicVisibility {

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Supplier<Optional<TopicDescription>> topic;
    private final Duration limit;

    /**
     * @param topic asks a broker for the topic; empty if the broker does not know it
     * @param limit how long to wait
     */
    TopicVisibility(Supplier<Optional<TopicDescription>> topic, Duration limit) {
        this.topic = topic;
        this.limit = limit;
    }

    /**
     * Returns when the topic has at least so many partitions, each with a leader.
     *
     * @throws BrokerRefusedException if it has not in time
     */
    TopicDescription awaitPartitions(int partitions) {
        return await(
                        seen -> seen.filter(known -> isReady(known, partitions)).isPresent(),
                        "The topic is accepted, but not all of its %d partitions have a leader".formatted(partitions))
                .orElseThrow();
    }

    /**
     * Returns when the topic no longer exists.
     *
     * @throws BrokerRefusedException if it still does after the time
     */
    void awaitDeleted() {
        var _ = await(Optional::isEmpty, "The deletion is accepted, but the topic is still there");
    }

    private static boolean isReady(TopicDescription topic, int partitions) {
        return topic.partitions().size() >= partitions
                && topic.partitions().stream().allMatch(partition -> isKnown(partition.leader()));
    }

    private static boolean isKnown(@Nullable Node leader) {
        return leader != null && !leader.isEmpty();
    }

    private Optional<TopicDescription> await(Predicate<Optional<TopicDescription>> isVisible, String late) {
        long start = System.nanoTime();
        while (true) {
            Optional<TopicDescription> seen = topic.get();
            if (isVisible.test(seen)) {
                return seen;
            }
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new BrokerRefusedException("%s after %d seconds".formatted(late, limit.toSeconds()), null);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
