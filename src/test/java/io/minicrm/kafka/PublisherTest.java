package io.minicrm.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class PublisherTest {

    private static final Topic<String> TOPIC = LoopTestBed.SUBSCRIPTION.topic();

    private final List<SmallProducer> producers = new ArrayList<>();
    private final Publisher publisher = new Publisher(() -> {
        producers.add(new SmallProducer());
        return producers.getLast();
    });

    @Test
    void whatIsTooLargeIsReplacedAndTheRestOfTheBatchGoesOn() {
        Publisher.Outbox outbox = publisher.outbox();
        outbox.send(TOPIC, "small", () -> "unused");
        outbox.send(TOPIC, "x".repeat(1_000), () -> "too large");
        outbox.send(TOPIC, "last", () -> "unused");

        outbox.flush();

        assertThat(producers.getFirst().values()).containsExactly("small", "last", "too large");
    }

    @Test
    void whatIsTooLargeAndHasNoReplacementIsAFailure() {
        Publisher.Outbox outbox = publisher.outbox();
        outbox.send(TOPIC, "x".repeat(1_000));

        assertThatThrownBy(outbox::flush)
                .isInstanceOf(PublishFailedException.class)
                .hasCauseInstanceOf(RecordTooLargeException.class);
    }

    @Test
    void aRenewedPublisherGoesOnWithAnotherProducer() {
        publisher.renew();
        publisher.sendAll(TOPIC, List.of("after"));

        assertThat(producers).hasSize(2);
        assertThat(producers.getFirst().closed()).isTrue();
        assertThat(producers.getLast().values()).containsExactly("after");

        publisher.close();
        publisher.renew();
        assertThat(producers).as("a closed one stays closed").hasSize(2);
    }

    /** Accepts records of up to 100 bytes. */
    private static final class SmallProducer extends MockProducer<byte[], byte[]> {

        SmallProducer() {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        List<String> values() {
            return history().stream()
                    .map(sent -> new String(sent.value(), UTF_8))
                    .toList();
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> sent, Callback callback) {
            if (sent.value().length > 100) {
                callback.onCompletion(null, new RecordTooLargeException("too large"));
                return CompletableFuture.failedFuture(new RecordTooLargeException("too large"));
            }
            return super.send(sent, callback);
        }
    }
}
