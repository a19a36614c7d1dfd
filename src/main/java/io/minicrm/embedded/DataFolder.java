package io.minicrm.embedded;

import java.nio.file.Path;

/** The folder where the embedded servers keep their files, held for this process alone until it is closed or the process dies. */
public final class DataFolder implements AutoCloseable {

    private final Path path;
    private final FolderLock lock;

    private DataFolder(Path path, FolderLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Creates the folder if it is missing, and takes it for this process.
     *
     * @throws EmbeddedStartException when another process holds it (it is left unharmed), or when it cannot be written
     */
    public static DataFolder open(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        return new DataFolder(absolute, FolderLock.acquire(absolute));
    }

    /** The folder itself, absolute. */
    public Path path() {
        return path;
    }

    /** Where {@link EmbeddedKafka} keeps its files. */
    public Path kafka() {
        return path.resolve("kafka");
    }

    /** Where {@link EmbeddedPostgres} keeps its files. */
    public Path postgres() {
        return path.resolve("postgres");
    }

    /** Gives the folder back. Stop the servers in it first. */
    @Override
    public void close() {
        lock.close();
    }
}
