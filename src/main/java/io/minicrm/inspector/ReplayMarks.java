package io.minicrm.inspector;

import io.minicrm.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Which letters of a topic were replayed one by one. It is stored as the metadata of the committed offsets of a group
 * without members, so that it survives a restart and is deleted with the topic. A broker accepts 4,096 characters of
 * metadata, which hold the {@link #KEPT} last letters of each partition.
 */
final class ReplayMarks implements AutoCloseable {

    /** As many offsets of 19 digits as fit, each with a blank. */
    static final int KEPT = 200;

    private final String topic;
    private final String group;
    private final Admin admin;
    private final BrokerAnswers answers;

    ReplayMarks(KafkaSettings settings, String topic, String group) {
        this.topic = topic;
        this.group = group;
        this.answers = new BrokerAnswers(settings.brokers());
        this.admin = answers.call(() -> Admin.create(settings.inspectingAdmin()));
    }

    /** The offsets of the marked letters, by partition. */
    Map<Integer, TreeSet<Long>> read() {
        Map<TopicPartition, @Nullable OffsetAndMetadata> committed =
                answers.await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Map<Integer, TreeSet<Long>> marks = new HashMap<>();
        committed.forEach((partition, offset) -> {
            if (offset != null && partition.topic().equals(topic)) {
                marks.put(partition.partition(), offsets(offset.metadata()));
            }
        });
        return marks;
    }

    private static TreeSet<Long> offsets(String metadata) {
        return Arrays.stream(metadata.split(" "))
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::valueOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Stores the marks of a partition. If there are too many, the oldest letters are left out. */
    void write(int partition, TreeSet<Long> offsets) {
        while (offsets.size() > KEPT) {
            offsets.pollFirst();
        }
        String metadata = offsets.stream().map(String::valueOf).collect(Collectors.joining(" "));
        OffsetAndMetadata committed = new OffsetAndMetadata(offsets.isEmpty() ? 0 : offsets.last() + 1, metadata);
        answers.await(admin.alterConsumerGroupOffsets(group, Map.of(new TopicPartition(topic, partition), committed))
                .all());
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
