package io.minicrm.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where records go that no worker can read or that break one: bytes and headers as they came, and beside them the headers that Spring
 * Kafka's {@code DeadLetterPublishingRecoverer} writes, since other tools read those.
 */
public final class DeadLetters {

    /** The topic. */
    public static final String TOPIC = "campaign.dead_letters";

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private final Publisher publisher;

    public DeadLetters(Publisher publisher) {
        this.publisher = publisher;
    }

    /** Returns once the broker has the record. */
    void bury(ConsumerRecord<byte[], byte[]> dead, String group, Exception reason) {
        log.warn(
                "Record {}-{}@{} goes to {}: {}",
                dead.topic(),
                dead.partition(),
                dead.offset(),
                TOPIC,
                reason.getMessage());
        var letter = new ProducerRecord<>(TOPIC, null, dead.key(), dead.value(), dead.headers());
        letter.headers()
                .add("kafka_dlt-original-topic", dead.topic().getBytes(UTF_8))
                .add("kafka_dlt-original-partition", bytes(dead.partition()))
                .add("kafka_dlt-original-offset", bytes(dead.offset()))
                .add("kafka_dlt-original-timestamp", bytes(dead.timestamp()))
                .add("kafka_dlt-original-consumer-group", group.getBytes(UTF_8))
                .add("kafka_dlt-exception-fqcn", reason.getClass().getName().getBytes(UTF_8))
                .add(
                        "kafka_dlt-exception-message",
                        String.valueOf(reason.getMessage()).getBytes(UTF_8));
        var buried = new CompletableFuture<Void>();
        publisher.send(letter, (metadata, failure) -> {
            if (failure == null) {
                buried.complete(null);
            } else {
                buried.completeExceptionally(failure);
            }
        });
        await(buried);
    }

    private static void await(CompletableFuture<Void> buried) {
        try {
            buried.get();
        } catch (ExecutionException refused) {
            throw new PublishFailedException(refused.getCause() instanceof Exception cause ? cause : refused);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PublishFailedException(interrupted);
        }
    }

    private static byte[] bytes(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
