package io.minicrm.inspector;

import io.minicrm.kafka.HeaderValues;
import io.minicrm.kafka.MalformedRecordException;
import io.minicrm.kafka.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A record of a topic. */
public final class StoredRecord {

    /** By time, then partition, then offset. */
    static final Comparator<StoredRecord> ORDER = Comparator.<StoredRecord>comparingLong(
                    stored -> stored.source.timestamp())
            .thenComparingInt(StoredRecord::partition)
            .thenComparingLong(StoredRecord::offset);

    private final ConsumerRecord<byte[], byte[]> source;

    StoredRecord(ConsumerRecord<byte[], byte[]> source) {
        this.source = source;
    }

    ConsumerRecord<byte[], byte[]> source() {
        return source;
    }

    public String topic() {
        return source.topic();
    }

    public int partition() {
        return source.partition();
    }

    public long offset() {
        return source.offset();
    }

    public Instant timestamp() {
        return Instant.ofEpochMilli(source.timestamp());
    }

    /** The key as text, with bytes that are not UTF-8 replaced; null if the record has no key. */
    public @Nullable String key() {
        byte[] key = source.key();
        return key == null ? null : new String(key, StandardCharsets.UTF_8);
    }

    /** The value; null for a tombstone. */
    public byte @Nullable [] value() {
        return source.value();
    }

    /**
     * The record as a value of its topic.
     *
     * @throws MalformedRecordException if it is not such a value
     * @throws IllegalStateException if it is a tombstone
     */
    public <T> T decode(Topic<T> topic) {
        byte[] value = source.value();
        if (value == null) {
            throw new IllegalStateException("A tombstone has no value");
        }
        return topic.codec().decode(value, HeaderValues.of(source.headers()));
    }

    /** The last header of that name as text; null if there is none or it has no value. */
    public @Nullable String header(String name) {
        byte[] value = headerBytes(name);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    /** The last header of that name as a number; null if it is not four or eight big-endian bytes. */
    public @Nullable Long headerNumber(String name) {
        byte[] value = headerBytes(name);
        if (value != null && value.length == Integer.BYTES) {
            return (long) ByteBuffer.wrap(value).getInt();
        }
        return value != null && value.length == Long.BYTES
                ? (Long) ByteBuffer.wrap(value).getLong()
                : null;
    }

    private byte @Nullable [] headerBytes(String name) {
        Header header = source.headers().lastHeader(name);
        return header == null ? null : header.value();
    }

    /** The bytes of key and value together. */
    public int size() {
        return Math.max(0, source.serializedKeySize()) + Math.max(0, source.serializedValueSize());
    }

    /** The record in the form in which it is written as JSON. */
    public RecordView view() {
        byte[] key = source.key();
        String keyText = key == null ? null : text(key);
        byte[] value = source.value();
        String valueText = value == null ? null : text(value);
        String json = valueText == null || value == null ? null : CompactJson.of(value, valueText);
        List<RecordView.Header> headers = new ArrayList<>();
        for (Header header : source.headers()) {
            byte[] bytes = header.value();
            String text = bytes == null ? null : text(bytes);
            headers.add(
                    new RecordView.Header(header.key(), text, bytes == null || text != null ? null : base64(bytes)));
        }
        return new RecordView(
                topic(),
                partition(),
                offset(),
                timestamp(),
                keyText,
                key == null || keyText != null ? null : base64(key),
                headers,
                json,
                json == null ? valueText : null,
                value == null || valueText != null ? null : base64(value));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The bytes as text; null if they are not valid UTF-8. */
    private static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException binary) {
            return null;
        }
    }
}
