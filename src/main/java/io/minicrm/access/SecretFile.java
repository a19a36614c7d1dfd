package io.minicrm.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** A file in the data folder that contains a secret. Only the user that runs the server can read it. */
public final class SecretFile {

    private static final FileAttribute<Set<PosixFilePermission>> ONLY_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;

    private SecretFile(Path path) {
        this.path = path;
    }

    /**
     * The owner's token.
     *
     * @param dataFolder MINI_CRM_DATA
     */
    public static SecretFile ofOwner(Path dataFolder) {
        return new SecretFile(dataFolder.resolve("admin-token"));
    }

    /**
     * The secret with which the provider of a channel signs its receipts.
     *
     * @param dataFolder MINI_CRM_DATA
     */
    public static SecretFile ofReceipts(Path dataFolder, String channel) {
        return new SecretFile(dataFolder.resolve("receipts-secret-" + channel));
    }

    /**
     * The secret that the one of a channel replaces, which is accepted, too, as long as the file is there.
     *
     * @param dataFolder MINI_CRM_DATA
     */
    public static SecretFile ofFormerReceipts(Path dataFolder, String channel) {
        return new SecretFile(dataFolder.resolve("receipts-secret-" + channel + ".previous"));
    }

    /** The absolute path of the file, whether it exists or not. */
    public Path path() {
        return path.toAbsolutePath().normalize();
    }

    /**
     * The secret; empty if there is no file.
     *
     * @throws UncheckedIOException if the file cannot be read
     */
    public Optional<String> read() {
        try {
            return Optional.of(Files.readString(path, StandardCharsets.UTF_8).strip());
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Deletes the file if it exists.
     *
     * @throws UncheckedIOException if it cannot be deleted
     */
    public void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Replaces the secret. A crash leaves the former file or the new one.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    public void write(String secret) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            Path draft = Files.createTempFile(path.toAbsolutePath().getParent(), "secret", ".draft", ONLY_OWNER);
            Files.writeString(draft, secret + System.lineSeparator(), StandardCharsets.UTF_8);
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
