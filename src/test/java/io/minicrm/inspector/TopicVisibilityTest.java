package io.minicrm.inspector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

class TopicVisibilityTest {

    private static final Node BROKER = new Node(1, "localhost", 9092);
    private static final Optional<TopicDescription> UNKNOWN = Optional.empty();

    private static Optional<TopicDescription> topic(int partitions, Node leader) {
        return Optional.of(new TopicDescription(
                "topic",
                false,
                IntStream.range(0, partitions)
                        .mapToObj(number -> new TopicPartitionInfo(number, leader, List.of(BROKER), List.of(BROKER)))
                        .toList()));
    }

    /** What a broker answers, one after the other; the last answer is not taken away. */
    @SafeVarargs
    private static Deque<Optional<TopicDescription>> answers(Optional<TopicDescription>... answers) {
        return new ArrayDeque<>(Arrays.asList(answers));
    }

    private static TopicVisibility visibility(Deque<Optional<TopicDescription>> answers, Duration limit) {
        return new TopicVisibility(() -> answers.size() > 1 ? answers.removeFirst() : answers.getFirst(), limit);
    }

    @Test
    void aNewTopicIsAwaitedUntilAllItsPartitionsHaveALeader() {
        var answers =
                answers(UNKNOWN, UNKNOWN, topic(1, BROKER), topic(2, Node.noNode()), topic(2, null), topic(2, BROKER));

        TopicDescription seen = visibility(answers, Duration.ofMinutes(1)).awaitPartitions(2);

        assertThat(answers).hasSize(1);
        assertThat(seen.partitions()).hasSize(2);
    }

    @Test
    void aDeletedTopicIsAwaitedUntilTheBrokerForgetsIt() {
        var answers = answers(topic(2, BROKER), topic(2, BROKER), UNKNOWN);

        visibility(answers, Duration.ofMinutes(1)).awaitDeleted();

        assertThat(answers).hasSize(1);
    }

    @Test
    void aChangeThatStaysInvisibleIsReported() {
        assertThatThrownBy(() ->
                        visibility(answers(topic(1, BROKER)), Duration.ZERO).awaitPartitions(2))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("not all of its 2 partitions have a leader");
        assertThatThrownBy(() ->
                        visibility(answers(topic(1, BROKER)), Duration.ZERO).awaitDeleted())
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("still there");
    }
}
