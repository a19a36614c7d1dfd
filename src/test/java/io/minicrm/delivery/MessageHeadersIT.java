package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.MessageKey;
import io.minicrm.campaign.SendId;
import io.minicrm.embedded.TestServers;
import io.minicrm.kafka.KafkaSettings;
import io.minicrm.kafka.Publisher;
import io.minicrm.kafka.TopicSetup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Checks keys and headers, as read by a plain client, against {@code docs/asyncapi.yaml}. */
class MessageHeadersIT {

    private static final String CAMPAIGN = "campaign-headers";

    @Test
    void aReceiptCarriesItsKeyAndTheDescribedHeaders() {
        var settings = new KafkaSettings(TestServers.kafka(), "headers-test", Map.of());
        TopicSetup.ensure(settings, PipelineTopics.partitions());
        String sendId = SendId.of(CAMPAIGN, "lead-1");
        var callback = Receipt.callback(
                MessageKey.of(CAMPAIGN, "lead-1"), DeliveryStatus.DELIVERED, "simulator", "sim-1", null, Instant.now());
        try (var publisher = Publisher.open(settings)) {
            publisher.sendAll(PipelineTopics.RECEIPTS, List.of(callback));
        }

        ConsumerRecord<byte[], byte[]> read = read(sendId);

        ObjectNode headers = new JsonMapper().createObjectNode();
        read.headers().forEach(header -> headers.put(header.key(), text(header.value())));
        assertThat(AsyncApi.read().faults("Headers", headers)).isEmpty();
        assertThat(headers.path("ce_type").asString()).isEqualTo("minicrm.delivery.delivered");
        assertThat(headers.path("campaign_id").asString()).isEqualTo(CAMPAIGN);
        assertThat(headers.path("traceparent").asString()).startsWith("00-" + sendId + "-");
        assertThat(headers.has("attempt")).as("a callback speaks of no attempt").isFalse();
    }

    private static ConsumerRecord<byte[], byte[]> read(String key) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        Map<String, Object> client = Map.of("bootstrap.servers", TestServers.kafka());
        try (var consumer = new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(PipelineTopics.RECEIPTS.name()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Awaitility.await().pollInSameThread().untilAsserted(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (text(record.key()).equals(key)) {
                        found.add(record);
                    }
                });
                assertThat(found).hasSize(1);
            });
        }
        return found.getFirst();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
