package io.minicrm.postgres;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Rows in the binary format of COPY, which PostgreSQL reads without unescaping; see "Binary Format" in <a
 * href="https://www.postgresql.org/docs/current/sql-copy.html">COPY</a>. Each row consists of its number of fields and
 * then the fields, in the order of the columns.
 */
final class CopyRows {

    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final short END = -1;
    private static final int NULL = -1;
    private static final byte JSONB_VERSION = 1;
    /** PostgreSQL counts time from the start of the year 2000. */
    private static final long EPOCH_SECONDS = 946_684_800;

    private static final long MICROS = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    private ByteBuffer bytes;

    /** @param expectedBytes the expected length of all rows; the buffer grows if they are longer */
    CopyRows(int expectedBytes) {
        bytes = ByteBuffer.allocate(expectedBytes);
        ensure(HEADER.length).put(HEADER);
    }

    void row(int fields) {
        ensure(Short.BYTES).putShort((short) fields);
    }

    /** A NULL. */
    void missing() {
        ensure(Integer.BYTES).putInt(NULL);
    }

    void text(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        ensure(Integer.BYTES + encoded.length).putInt(encoded.length).put(encoded);
    }

    void flag(boolean flag) {
        ensure(Integer.BYTES + 1).putInt(1).put((byte) (flag ? 1 : 0));
    }

    /** A timestamptz. */
    void time(Instant time) {
        long micros = Math.addExact(
                Math.multiplyExact(Math.subtractExact(time.getEpochSecond(), EPOCH_SECONDS), MICROS),
                time.getNano() / NANOS_PER_MICRO);
        ensure(Integer.BYTES + Long.BYTES).putInt(Long.BYTES).putLong(micros);
    }

    /** A jsonb. {@code writer} writes the JSON in UTF-8. */
    void json(Consumer<OutputStream> writer) {
        ensure(Integer.BYTES + 1);
        int start = bytes.position();
        bytes.putInt(0).put(JSONB_VERSION);
        writer.accept(new Field());
        bytes.putInt(start, bytes.position() - start - Integer.BYTES);
    }

    /** Ends the rows and returns them. Nothing can be added afterwards. */
    ByteBuffer finish() {
        ensure(Short.BYTES).putShort(END);
        return bytes.flip();
    }

    private ByteBuffer ensure(int more) {
        if (bytes.remaining() < more) {
            int length = Math.max(bytes.position() + more, 2 * bytes.capacity());
            bytes = ByteBuffer.wrap(Arrays.copyOf(bytes.array(), length)).position(bytes.position());
        }
        return bytes;
    }

    /** Appends to the field that is being written. */
    private final class Field extends OutputStream {

        @Override
        public void write(int one) {
            ensure(1).put((byte) one);
        }

        @Override
        public void write(byte[] some, int offset, int length) {
            ensure(length).put(some, offset, length);
        }
    }
}
