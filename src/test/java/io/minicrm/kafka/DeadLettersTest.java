package io.minicrm.kafka;

import static io.minicrm.kafka.LoopTestBed.FIRST;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.kafka.LoopTestBed.StoreUnreachable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLettersTest {

    private static final Exception REASON = new IllegalStateException("cannot be processed");

    private final LoopTestBed bed = new LoopTestBed();

    private static ConsumerRecord<byte[], byte[]> dead(String value) {
        return LoopTestBed.record(FIRST, 7, value);
    }

    @Test
    void theListenerIsCalledBeforeTheLetterIsWrittenAndTheObserverAfterwards() {
        bed.deadLetters.write(dead("a"), "readers", REASON);

        assertThat(bed.events).containsExactly("before 7", "send " + DeadLetters.TOPIC, "dead letter of texts");
    }

    @Test
    void nothingIsWrittenIfTheListenerFails() {
        DeadLetters letters = new DeadLetters(
                bed.publisher,
                (origin, content) -> {
                    throw new StoreUnreachable();
                },
                bed.observer);

        assertThatThrownBy(() -> letters.write(dead("a"), "readers", REASON)).isInstanceOf(StoreUnreachable.class);
        assertThat(bed.events).isEmpty();
    }

    @Test
    void aLetterThatTheBrokerRefusesIsNotCounted() {
        bed.producer.sendException = new TimeoutException("no broker");

        assertThatThrownBy(() -> bed.deadLetters.write(dead("a"), "readers", REASON))
                .isInstanceOf(PublishFailedException.class);
        assertThat(bed.events).containsExactly("before 7");
    }

    @Test
    void aRecordThatIsTooLargeForTheBrokerIsKeptWithoutItsBytes() {
        var small = new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
            @Override
            public synchronized java.util.concurrent.Future<RecordMetadata> send(
                    ProducerRecord<byte[], byte[]> message, Callback callback) {
                if (message.value() != null) {
                    throw new RecordTooLargeException();
                }
                return super.send(message, callback);
            }
        };
        DeadLetters letters = new DeadLetters(new Publisher(small), (origin, content) -> {}, bed.observer);

        letters.write(dead("large"), "readers", REASON);

        ProducerRecord<byte[], byte[]> letter = small.history().getFirst();
        assertThat(letter.value()).isNull();
        assertThat(letter.key()).isNull();
        assertThat(letter.headers().lastHeader("kafka_dlt-original-topic").value())
                .isEqualTo("texts".getBytes(UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            campaign-1 | {"campaign_id": "campaign-2"} | campaign-1
            -          | {"campaign_id": "campaign-2"} | campaign-2
            -          | {"campaign_id": 5}            | -
            -          | not JSON                      | -
            über       | {}                            | -
            """)
    void theCampaignIsTakenFromTheHeaderOrElseFromTheBody(String header, String body, String campaign) {
        ConsumerRecord<byte[], byte[]> dead = dead(body);
        if (header != null) {
            dead.headers().add("campaign_id", header.getBytes(UTF_8));
        }

        assertThat(DeadLetters.campaignOf(dead)).isEqualTo(campaign);
    }
}
