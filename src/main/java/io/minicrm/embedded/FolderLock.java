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
 * A lock that gives one process the use of a folder. The operating system releases it when the process dies for any
 * reason, so there are no stale locks. The lock file stays; it contains the process id, which a second process shows in
 * its error message.
 */
final class FolderLock implements AutoCloseable {

    private static final String FILE = "lock";

    /**
     * The lock files of this process. POSIX releases all locks of a process on a file when the process closes any
     * descriptor of that file, so a second attempt in the same process must not even open the file.
     */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Locks the folder, and creates it if it is missing.
     *
     * @throws EmbeddedStartException if the folder is in use, or cannot be created or written
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
                        + "). Give this user write access to it, or set MINI_CRM_DATA to another folder.",
                e);
    }

    /** Unlocks the folder. The file stays: if it were deleted, two processes could lock two files of the same name. */
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
