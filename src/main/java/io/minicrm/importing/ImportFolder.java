package io.minicrm.importing;

import io.minicrm.text.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the files that were sent wait for their import. The folder is made with the first import. It has an id of its
 * own, which is in a file in it: jobs name it, so that a process that is started again finds its jobs. Processes that
 * share the folder share its jobs.
 */
public final class ImportFolder {

    private static final FileAttribute<?>[] ANYBODY = {};
    private static final FileAttribute<?>[] ONLY_OWNER = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };

    private static final String ID_FILE = "folder-id";
    private static final String PART = ".part";
    private static final String FILE = ".csv";

    /** A file that is being received grows all the time. */
    private static final Duration GIVEN_UP = Duration.ofHours(1);

    private final Path path;
    private volatile @Nullable String id;

    /** @param path may be missing */
    public ImportFolder(Path path) {
        this.path = path;
    }

    /**
     * A file that was received.
     *
     * @param hash the SHA-256 of its bytes, in hexadecimal
     */
    record Received(Path part, long bytes, String hash) {

        void delete() {
            ImportFolder.delete(part);
        }
    }

    /** The id of the folder; empty if there was no import yet. */
    Optional<String> id() {
        String known = id;
        if (known == null && Files.exists(path.resolve(ID_FILE))) {
            known = readId();
            id = known;
        }
        return Optional.ofNullable(known);
    }

    /**
     * The id of the folder, which is made if there is none.
     *
     * @throws ImportNotPossibleException if it cannot be written
     */
    String makeId() {
        try {
            Files.createDirectories(path);
            // Written under another name first, because another process may read it at any time.
            Path draft = Files.writeString(path.resolve("id-" + UUID.randomUUID() + PART), UUID.randomUUID() + "\n");
            try {
                Files.createLink(path.resolve(ID_FILE), draft);
            } catch (FileAlreadyExistsException made) {
                return readId();
            } finally {
                Files.deleteIfExists(draft);
            }
            return readId();
        } catch (IOException | UnsupportedOperationException failure) {
            throw notWritable(failure);
        }
    }

    private String readId() {
        try {
            return Files.readString(path.resolve(ID_FILE)).strip();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Receives a file.
     *
     * @throws IOException if reading fails; nothing is left in the folder
     * @throws ImportNotPossibleException if writing fails
     */
    Received receive(InputStream body) throws IOException {
        Path part = path.resolve("upload-" + UUID.randomUUID() + PART);
        MessageDigest digest = Sha256.newDigest();
        boolean complete = false;
        try (OutputStream out = new DigestOutputStream(open(part), digest)) {
            long bytes = body.transferTo(new Writing(out));
            out.close();
            complete = true;
            return new Received(part, bytes, HexFormat.of().formatHex(digest.digest()));
        } catch (WritingFailedException failure) {
            throw notWritable(failure.failure);
        } finally {
            if (!complete) {
                delete(part);
            }
        }
    }

    private OutputStream open(Path part) {
        try {
            // The files are lists of people; other users of this machine must not read them, whatever the umask is.
            boolean hasModes =
                    part.getFileSystem().supportedFileAttributeViews().contains("posix");
            Files.createFile(part, hasModes ? ONLY_OWNER : ANYBODY);
            return Files.newOutputStream(part, StandardOpenOption.WRITE);
        } catch (IOException failure) {
            throw notWritable(failure);
        }
    }

    /** Keeps a file that was received for a job. */
    void keep(Received received, String jobId) {
        try {
            Files.move(received.part(), file(jobId));
        } catch (IOException failure) {
            throw notWritable(failure);
        }
    }

    /** The file of a job, which may be missing. */
    Path file(String jobId) {
        return path.resolve(jobId + FILE);
    }

    void delete(String jobId) {
        delete(file(jobId));
    }

    /**
     * Deletes the files that nobody needs: what was received in part, and the files of jobs that have ended.
     *
     * @param status the status of a job; empty if there is no such job. Its file is kept for a while then, because the
     *     job may not be stored yet
     */
    void clean(Instant now, Function<String, Optional<ImportStatus>> status) {
        Instant old = now.minus(GIVEN_UP);
        for (Path file : files()) {
            String name = file.getFileName().toString();
            if (name.endsWith(FILE)) {
                Optional<ImportStatus> job = status.apply(name.substring(0, name.length() - FILE.length()));
                if (job.map(ImportStatus::isFinal).orElseGet(() -> isOlder(file, old))) {
                    delete(file);
                }
            } else if (name.endsWith(PART) && isOlder(file, old)) {
                delete(file);
            }
        }
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(path)) {
            return files.toList();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean isOlder(Path file, Instant than) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(than);
        } catch (IOException gone) {
            return false;
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private ImportNotPossibleException notWritable(Exception failure) {
        return new ImportNotPossibleException(
                "The server cannot keep the file in its folder (%s); check space and permissions of MINI_CRM_DATA"
                        .formatted(failure.getClass().getSimpleName()),
                failure);
    }

    /** Tells failures of the folder from those of the client that sends. */
    private static final class Writing extends OutputStream {

        private final OutputStream out;

        Writing(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                out.write(bytes, offset, length);
            } catch (IOException failure) {
                throw new WritingFailedException(failure);
            }
        }
    }

    private static final class WritingFailedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final IOException failure;

        WritingFailedException(IOException failure) {
            super(failure);
            this.failure = failure;
        }
    }
}
