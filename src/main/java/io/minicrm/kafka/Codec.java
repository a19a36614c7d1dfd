package io.minicrm.kafka;

/** How the values of a topic are written and read. Safe for use by many threads. */
public interface Codec<T> {

    byte[] encode(T value);

    /**
     * Reads a record, body and headers.
     *
     * @throws MalformedRecordException if they are not such a value; they are untrusted
     */
    T decode(byte[] bytes, HeaderValues headers);

    /** Reads a record of which only the body is known. */
    default T decode(byte[] bytes) {
        return decode(bytes, HeaderValues.NONE);
    }
}
