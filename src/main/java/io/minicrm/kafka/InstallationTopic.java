package io.minicrm.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Says which installation the topics of a cluster belong to. The id is the first record of a topic of its own, which
 * keeps its records permanently. If two installations begin at once with empty topics, both write, and the first record
 * decides.
 */
public final class InstallationTopic {

    public static final String NAME = "campaign.installation";

    private static final byte[] KEY = "installation_id".getBytes(UTF_8);
    private static final TopicPartition PARTITION = new TopicPartition(NAME, 0);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);

    private final KafkaSettings settings;
    private final Publisher publisher;

    public InstallationTopic(KafkaSettings settings, Publisher publisher) {
        this.settings = settings;
        this.publisher = publisher;
    }

    /**
     * The installation that the topics belong to. Topics that belong to none belong to {@code ours} from now on.
     *
     * @throws BrokerUnreachableException if the broker does not answer
     */
    public String claim(String ours) {
        TopicSetup.ensure(settings, Map.of(NAME, 1), Set.of(NAME));
        try {
            Optional<String> stored = first();
            if (stored.isEmpty()) {
                publisher.sendAndWait(new ProducerRecord<>(NAME, 0, KEY, ours.getBytes(UTF_8)));
                stored = first();
            }
            return stored.orElse(ours);
        } catch (KafkaException | PublishFailedException unreachable) {
            throw new BrokerUnreachableException(settings.brokers(), unreachable);
        }
    }

    /** The first record's value; empty if the topic is empty. */
    private Optional<String> first() {
        try (var consumer = new KafkaConsumer<>(
                settings.inspectingConsumer(IsolationLevel.READ_UNCOMMITTED, 1),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION), ANSWER_TIMEOUT).getOrDefault(PARTITION, 0L);
            long deadline = System.nanoTime() + ANSWER_TIMEOUT.toNanos();
            while (consumer.position(PARTITION, ANSWER_TIMEOUT) < end) {
                for (ConsumerRecord<byte[], byte[]> stored : consumer.poll(Duration.ofMillis(200))) {
                    if (stored.value() != null) {
                        return Optional.of(new String(stored.value(), UTF_8));
                    }
                }
                if (System.nanoTime() > deadline) {
                    throw new KafkaException("No record of %s came within %s".formatted(NAME, ANSWER_TIMEOUT));
                }
            }
            return Optional.empty();
        }
    }
}
