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

/** The file in the data folder that contains the owner's token. Only the user that runs the server can read it. */
public final class OwnerTokenFile {

    private static final String NAME = "admin-token";

    private static final FileAttribute<Set<PosixFilePermission>> ONLY_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;

    /** @param dataFolder MINI_CRM_DATA */
    public OwnerTokenFile(Path dataFolder) {
        this.path = dataFolder.resolve(NAME);
    }

    /** The absolute path of the file, whether it exists or not. */
    public Path path() {
        return path.toAbsolutePath().normalize();
    }

    /**
     * The token; empty if there is no file.
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
     * Replaces the token. A crash leaves the former file or the new one.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    public void write(String token) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            Path draft = Files.createTempFile(path.toAbsolutePath().getParent(), NAME, ".draft", ONLY_OWNER);
            Files.writeString(draft, token + System.lineSeparator(), StandardCharsets.UTF_8);
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
