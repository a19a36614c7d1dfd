package io.minicrm.kafka;

/** Encodes and decodes the values of a topic. Safe for use by many threads. */
public interface Codec<T> {

    byte[] encode(T value);

    /**
     * Decodes a record, body and headers. They are untrusted.
     *
     * @throws MalformedRecordException if they are not such a value
     */
    T decode(byte[] bytes, HeaderValues headers);

    /** Decodes a record without headers. */
    default T decode(byte[] bytes) {
        return decode(bytes, HeaderValues.NONE);
    }
}
