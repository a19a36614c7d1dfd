package io.minicrm.inspector;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.kafka.TopicRetention;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TopicRetentionIT {

    private static final Instant NOW = Instant.now();

    /** Five records that are ten days old, and five of today. */
    private static String topic() {
        String topic = TestTopics.create(1, Map.of());
        try (TestTopics topics = new TestTopics(Map.of())) {
            for (int i = 0; i < 10; i++) {
                Instant time = i < 5 ? NOW.minus(Duration.ofDays(10)) : NOW;
                topics.put(topic, 0, time.toEpochMilli(), "k", new byte[] {1});
            }
        }
        return topic;
    }

    private static void commit(String group, String topic, long offset) throws Exception {
        try (Admin admin = Admin.create(TestTopics.settings().admin())) {
            admin.alterConsumerGroupOffsets(group, Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset)))
                    .all()
                    .get();
        }
    }

    private static long earliestAfterAWeek(String topic, String... groups) throws Exception {
        new TopicRetention(TestTopics.settings(), Map.of(topic, Set.of(groups)))
                .deleteBefore(NOW.minus(Duration.ofDays(7)));
        try (Admin admin = Admin.create(TestTopics.settings().admin())) {
            var partition = new TopicPartition(topic, 0);
            return admin.listOffsets(Map.of(partition, OffsetSpec.earliest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
        }
    }

    @Test
    void oldRecordsThatEveryGroupHasProcessedAreDeleted() throws Exception {
        String topic = topic();
        commit(topic + "-a", topic, 10);
        commit(topic + "-b", topic, 3);

        assertThat(earliestAfterAWeek(topic, topic + "-a", topic + "-b")).isEqualTo(3);
        commit(topic + "-b", topic, 7);
        assertThat(earliestAfterAWeek(topic, topic + "-a", topic + "-b")).isEqualTo(5);
    }

    @Test
    void nothingIsDeletedThatAGroupHasStillToProcess() throws Exception {
        String topic = topic();

        assertThat(earliestAfterAWeek(topic, topic + "-idle")).isZero();
    }

    @Test
    void aTopicThatNoGroupWorksOnKeepsItsYoungRecords() throws Exception {
        assertThat(earliestAfterAWeek(topic())).isEqualTo(5);
    }
}
