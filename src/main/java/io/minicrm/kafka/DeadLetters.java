package io.minicrm.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.minicrm.text.Excerpt;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic for records that cannot be read or processed. A dead letter keeps the record's bytes and headers, and adds
 * the headers that Spring Kafka's {@code DeadLetterPublishingRecoverer} writes, because other tools read those.
 */
public final class DeadLetters {

    public static final String TOPIC = "campaign.dead_letters";

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private static final String CAMPAIGN_ID = "campaign_id";
    private static final int MAX_ID_LENGTH = 200;
    private static final int MAX_MESSAGE_LENGTH = 1_000;

    private final Publisher publisher;
    private final DeadLetterListener listener;
    private final LoopObserver observer;

    public DeadLetters(Publisher publisher, DeadLetterListener listener, LoopObserver observer) {
        this.publisher = publisher;
        this.listener = listener;
        this.observer = observer;
    }

    /**
     * Writes a record to the dead letters. Returns when the broker has it.
     *
     * @throws PublishFailedException if the broker does not accept it; writing it again later is safe
     */
    void write(ConsumerRecord<byte[], byte[]> dead, String group, Exception reason) {
        var origin = new DeadLetterListener.Origin(dead.topic(), dead.partition(), dead.offset(), campaignOf(dead));
        var content = new DeadLetterListener.Content(
                dead.value(), HeaderValues.of(dead.headers()), String.valueOf(reason.getMessage()));
        if (listener.divide(origin, content)) {
            log.warn(
                    "Record {}-{}@{} cannot be processed as a whole, and is published again in parts: {}",
                    dead.topic(),
                    dead.partition(),
                    dead.offset(),
                    reason.getMessage());
            return;
        }
        listener.beforeWrite(origin, content);
        log.warn(
                "Record {}-{}@{} is moved to {}: {}",
                dead.topic(),
                dead.partition(),
                dead.offset(),
                TOPIC,
                reason.getMessage());
        try {
            publisher.sendAndWait(letter(dead, dead.key(), dead.value(), dead.headers(), group, reason));
        } catch (PublishFailedException refused) {
            if (!(refused.getCause() instanceof RecordTooLargeException)) {
                throw refused;
            }
            // The broker may have accepted a record that it does not accept from us, for example one that was
            // compressed better. No record may block its partition, so the dead letter is written without its bytes.
            log.warn(
                    "The dead letter of {}-{}@{} is written without its key, value and headers: {}",
                    dead.topic(),
                    dead.partition(),
                    dead.offset(),
                    refused.getMessage());
            publisher.sendAndWait(letter(dead, null, null, new RecordHeaders(), group, reason));
        }
        observer.deadLetterWritten(dead.topic());
    }

    private static ProducerRecord<byte[], byte[]> letter(
            ConsumerRecord<byte[], byte[]> dead,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Headers headers,
            String group,
            Exception reason) {
        var letter = new ProducerRecord<>(TOPIC, null, key, value, headers);
        letter.headers()
                .add(DeadLetterHeaders.ORIGINAL_TOPIC, dead.topic().getBytes(UTF_8))
                .add(DeadLetterHeaders.ORIGINAL_PARTITION, bytes(dead.partition()))
                .add(DeadLetterHeaders.ORIGINAL_OFFSET, bytes(dead.offset()))
                .add(DeadLetterHeaders.ORIGINAL_TIMESTAMP, bytes(dead.timestamp()))
                .add(DeadLetterHeaders.ORIGINAL_CONSUMER_GROUP, group.getBytes(UTF_8))
                .add(
                        DeadLetterHeaders.EXCEPTION_CLASS,
                        reason.getClass().getName().getBytes(UTF_8))
                .add(
                        DeadLetterHeaders.EXCEPTION_MESSAGE,
                        Excerpt.quote(String.valueOf(reason.getMessage()), MAX_MESSAGE_LENGTH)
                                .getBytes(UTF_8));
        return letter;
    }

    /** The campaign that the record names, in the header that our own records carry or else in its body. */
    static @Nullable String campaignOf(ConsumerRecord<byte[], byte[]> dead) {
        Header header = dead.headers().lastHeader(CAMPAIGN_ID);
        String id = null;
        if (header != null && header.value() != null) {
            id = new String(header.value(), UTF_8);
        } else if (dead.value() != null) {
            id = JsonFieldReader.textField(dead.value(), CAMPAIGN_ID);
        }
        return id != null && isPlausible(id) ? id : null;
    }

    private static boolean isPlausible(String id) {
        return !id.isEmpty() && id.length() <= MAX_ID_LENGTH && id.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }

    private static byte[] bytes(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
