package io.minicrm.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads how far groups have read their topics, with four requests however many there are. */
public final class PositionReader implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PositionReader.class);
    private static final long ANSWER_SECONDS = 10;

    private final Admin admin;

    /** Creates the client. An unreachable broker is noticed by the first read. */
    public PositionReader(KafkaSettings settings) {
        this.admin = Admin.create(settings.inspectingAdmin());
    }

    /**
     * The ids of topics, by name.
     *
     * @return empty if Kafka does not answer, or one of the topics does not exist
     */
    public Optional<Map<String, String>> topicIds(Set<String> topics) {
        return answered(() -> {
            Map<String, String> ids = new HashMap<>();
            await(admin.describeTopics(topics).allTopicNames())
                    .forEach((name, topic) -> ids.put(name, topic.topicId().toString()));
            return ids;
        });
    }

    /**
     * The positions of groups, by group. The committed offsets are read before the ends of the topics: what a group had
     * published when it committed is before the end of the topic that it writes to.
     *
     * @param topics the topic that each group reads
     * @return empty if Kafka does not answer, or one of the topics does not exist
     */
    public Optional<Map<String, List<GroupPosition>>> positions(Map<String, String> topics) {
        return answered(() -> {
            Map<String, Map<TopicPartition, OffsetAndMetadata>> committed =
                    await(admin.listConsumerGroupOffsets(topics.keySet().stream()
                                    .collect(Collectors.toMap(
                                            Function.identity(), group -> new ListConsumerGroupOffsetsSpec())))
                            .all());
            Map<String, TopicDescription> described =
                    await(admin.describeTopics(Set.copyOf(topics.values())).allTopicNames());
            Map<TopicPartition, ListOffsetsResultInfo> starts = offsets(described, OffsetSpec.earliest());
            Map<TopicPartition, ListOffsetsResultInfo> ends = offsets(described, OffsetSpec.latest());
            Map<String, List<GroupPosition>> positions = new LinkedHashMap<>();
            topics.forEach((group, topic) -> {
                List<GroupPosition> ofGroup = new ArrayList<>();
                TopicDescription description = Objects.requireNonNull(described.get(topic));
                for (TopicPartition partition : partitions(description)) {
                    OffsetAndMetadata offset =
                            committed.getOrDefault(group, Map.of()).get(partition);
                    ofGroup.add(new GroupPosition(
                            description.topicId().toString(),
                            partition.partition(),
                            Objects.requireNonNull(starts.get(partition)).offset(),
                            Objects.requireNonNull(ends.get(partition)).offset(),
                            offset == null ? null : (Long) offset.offset()));
                }
                positions.put(group, ofGroup);
            });
            return positions;
        });
    }

    private Map<TopicPartition, ListOffsetsResultInfo> offsets(Map<String, TopicDescription> topics, OffsetSpec spec)
            throws ExecutionException, InterruptedException, TimeoutException {
        return await(admin.listOffsets(topics.values().stream()
                        .flatMap(topic -> partitions(topic).stream())
                        .collect(Collectors.toMap(Function.identity(), partition -> spec)))
                .all());
    }

    private static List<TopicPartition> partitions(TopicDescription topic) {
        return topic.partitions().stream()
                .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                .toList();
    }

    private static <T> T await(KafkaFuture<T> answer)
            throws ExecutionException, InterruptedException, TimeoutException {
        return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    }

    private static <T> Optional<T> answered(Requests<T> requests) {
        try {
            return Optional.of(requests.answer());
        } catch (ExecutionException | TimeoutException | KafkaException failure) {
            log.debug("Cannot read topics and groups now: {}", failure.toString());
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @FunctionalInterface
    private interface Requests<T> {
        T answer() throws ExecutionException, InterruptedException, TimeoutException;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
