package io.minicrm.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Throws {@link BodyTooLargeException} when more than the limit has been read. */
final class LimitedStream extends FilterInputStream {

    private static final int DRAIN_BYTES = 8192;

    private final long limit;
    private final LongConsumer onRead;
    private long count;

    /** @param onRead receives the number of bytes of each read */
    LimitedStream(InputStream in, long limit, LongConsumer onRead) {
        super(in);
        this.limit = limit;
        this.onRead = onRead;
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        if (next >= 0) {
            add(1);
        }
        return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        if (read > 0) {
            add(read);
        }
        return read;
    }

    @Override
    public long skip(long n) throws IOException {
        long skipped = super.skip(n);
        add(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /**
     * Reads and discards up to a limit: a client that is still sending does not see the answer of a server that closes
     * the connection.
     */
    static void drain(InputStream in, long limit) throws IOException {
        byte[] buffer = new byte[DRAIN_BYTES];
        long left = limit;
        for (int read = in.read(buffer); read >= 0 && left > 0; read = in.read(buffer)) {
            left -= read;
        }
    }

    private void add(long bytes) throws IOException {
        count += bytes;
        onRead.accept(bytes);
        if (count > limit) {
            drain(in, limit);
            throw new BodyTooLargeException(limit);
        }
    }
}
