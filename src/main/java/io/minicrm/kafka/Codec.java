package io.minicrm.kafka;

/** How the values of a topic are written and read. Safe for use by many threads. */
public interface Codec<T> {

    byte[] encode(T value);

    /**
     * @throws MalformedRecordException when the bytes are not such a value; they are untrusted
     */
    T decode(byte[] bytes);
}
