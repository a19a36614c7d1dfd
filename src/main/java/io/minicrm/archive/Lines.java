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

/** The lines of a file, as bytes, with their place. */
final class Lines implements AutoCloseable {

    /** More than the longest entry: a lead whose 200 attributes are 10,000 characters each. */
    private static final int MAX_LENGTH = 32 << 20;

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long offset;
    private long number;

    private Lines(InputStream in, long offset, long number) {
        this.in = in;
        this.offset = offset;
        this.number = number;
    }

    /**
     * @param offset where to begin: the start of a line
     * @param number how many lines are before it
     */
    static Lines open(Path file, long offset, long number) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        channel.position(offset);
        return new Lines(new BufferedInputStream(Channels.newInputStream(channel), BUFFER), offset, number);
    }

    /** The next whole line, without its end; null when there is no further one. What comes after the last end is not a line. */
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
                        number + 1, "", "has more than %d MiB, which no entry has".formatted(MAX_LENGTH >> 20));
            }
        }
        return null;
    }

    /** True when something stands after the last whole line; to be asked when there is no further one. */
    boolean isCut() {
        return line.size() > 0;
    }

    /** Where the last line that was given ends. */
    long offset() {
        return offset;
    }

    /** The number of the last line that was given, from 1. */
    long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
