package io.minicrm.archive;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reads a file line by line, as bytes, and keeps track of the position. */
final class LineReader implements AutoCloseable {

    /** More than the longest entry: a lead whose 200 attributes are 10,000 characters each. */
    private static final int MAX_LENGTH = 32 << 20;

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long offset;
    private long number;

    private LineReader(InputStream in, long offset, long number) {
        this.in = in;
        this.offset = offset;
        this.number = number;
    }

    /**
     * @param offset the byte to start at: the start of a line
     * @param number the number of lines before it
     */
    static LineReader open(Path file, long offset, long number) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        channel.position(offset);
        return new LineReader(new BufferedInputStream(Channels.newInputStream(channel), BUFFER), offset, number);
    }

    /** The next line without its line feed; null at the end. Bytes after the last line feed are not a line. */
    byte @Nullable [] next() throws IOException {
        line.reset();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                number++;
                offset += line.size() + 1;
                return line.toByteArray();
            }
            line.write(b);
            if (line.size() > MAX_LENGTH) {
                throw new InvalidArchiveException(
                        number + 1, "", "is longer than %d MiB, the limit of an entry".formatted(MAX_LENGTH >> 20));
            }
        }
        return null;
    }

    /** True if the file has bytes after its last line feed. Valid once {@link #next} has returned null. */
    boolean isTruncated() {
        return line.size() > 0;
    }

    /** The position after the last line read. */
    long offset() {
        return offset;
    }

    /** The number of the last line read, from 1. */
    long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
