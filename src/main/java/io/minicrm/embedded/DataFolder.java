package io.minicrm.embedded;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder where the embedded servers keep their files. One process at a time can use it, until it closes the folder
 * or dies.
 */
public final class DataFolder implements AutoCloseable {

    private final Path path;
    private final FolderLock lock;

    private DataFolder(Path path, FolderLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Locks the folder for this process, and creates it if it is missing.
     *
     * @throws EmbeddedStartException if another process uses the folder, or the folder cannot be written
     */
    public static DataFolder open(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        boolean isNew = Files.notExists(absolute);
        DataFolder folder = new DataFolder(absolute, FolderLock.acquire(absolute));
        if (isNew) {
            // A folder that exists may be meant for more than this; the servers hide their own folders in any case.
            Folders.hideAbovePostgres(absolute);
        }
        return folder;
    }

    /** The absolute path of the folder. */
    public Path path() {
        return path;
    }

    /** Where {@link EmbeddedKafka} keeps its files. */
    public Path kafka() {
        return kafka(path);
    }

    static Path kafka(Path dataFolder) {
        return dataFolder.resolve("kafka");
    }

    /** Where {@link EmbeddedPostgres} keeps its files. */
    public Path postgres() {
        return path.resolve("postgres");
    }

    /** Unlocks the folder. Stop the servers in it first. */
    @Override
    public void close() {
        lock.close();
    }
}
