package io.minicrm.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The right of one process to use a folder. The operating system gives it back when the process dies, however it dies, so no stale
 * lock is ever left behind; the file itself stays and holds the process id for the message that a second process shows.
 */
final class FolderLock implements AutoCloseable {

    private static final String FILE = "lock";

    /**
     * What this process holds. Needed because of POSIX: when a process closes any descriptor of a file, all its locks on that file are
     * gone, so a second attempt in the same process must not even open the file.
     */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Creates the folder if need be and locks it.
     *
     * @throws EmbeddedStartException when the folder is in use, or cannot be created or written
     */
    static FolderLock acquire(Path folder) {
        synchronized (HELD) {
            Path file;
            try {
                Files.createDirectories(folder);
                file = folder.toRealPath().resolve(FILE);
            } catch (IOException e) {
                throw unusable(folder, e);
            }
            if (HELD.contains(file)) {
                throw inUse(folder, Long.toString(ProcessHandle.current().pid()));
            }
            FileChannel channel = lock(folder, file);
            HELD.add(file);
            return new FolderLock(file, channel);
        }
    }

    private static FileChannel lock(Path folder, Path file) {
        @Nullable FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                throw inUse(folder, read(channel));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)),
                    0);
            return channel;
        } catch (IOException e) {
            closeQuietly(channel, e);
            throw unusable(folder, e);
        } catch (EmbeddedStartException e) {
            closeQuietly(channel, e);
            throw e;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(20);
        channel.read(bytes, 0);
        String pid = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
        return pid.isBlank() ? "unknown" : pid;
    }

    private static void closeQuietly(@Nullable FileChannel channel, Exception cause) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }

    private static EmbeddedStartException inUse(Path folder, String pid) {
        return new EmbeddedStartException("The data folder " + folder + " is in use by another mini-crm (process " + pid
                + "). Stop it, or set MINI_CRM_DATA to another folder.");
    }

    private static EmbeddedStartException unusable(Path folder, IOException e) {
        return new EmbeddedStartException(
                "The data folder " + folder + " cannot be created or written (" + e
                        + "). Give this user the right to write there, or set MINI_CRM_DATA to another folder.",
                e);
    }

    /** Gives the folder back; the file stays, since deleting it would let two processes lock two files of one name. */
    @Override
    public void close() {
        synchronized (HELD) {
            if (HELD.remove(file)) {
                try {
                    channel.close();
                } catch (IOException e) {
                    throw new UncheckedIOException("Cannot release " + file, e);
                }
            }
        }
    }
}
