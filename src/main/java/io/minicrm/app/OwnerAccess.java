package io.minicrm.app;

import io.minicrm.access.ApiKey;
import io.minicrm.access.Keyring;
import io.minicrm.access.OwnerTokenFile;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives an installation its owner's key at the first start. The token is written to the data folder, where the command line reads it.
 *
 * <p>If the file is missing although the key exists, the file was lost, or a crash came between storing the key and writing the file. With
 * an embedded database the key gets another secret then. With a database that other processes use, their token must stay valid, so
 * nothing is changed.
 */
final class OwnerAccess {

    private static final Logger LOG = LoggerFactory.getLogger(OwnerAccess.class);

    private final Keyring keyring;
    private final OwnerTokenFile file;

    OwnerAccess(Keyring keyring, OwnerTokenFile file) {
        this.keyring = keyring;
        this.file = file;
    }

    /**
     * @param ownsDatabase whether no other process uses the database
     * @throws StartException if the file cannot be read or written
     */
    void ensure(boolean ownsDatabase) {
        try {
            Optional<Keyring.Issued> issued = keyring.createOwner();
            if (issued.isEmpty() && file.read().isEmpty()) {
                if (!ownsDatabase) {
                    LOG.info(
                            "The owner's token is not in {}; it is where the first process of this installation wrote it",
                            file.path());
                    return;
                }
                issued = keyring.rotate(ApiKey.OWNER, Duration.ZERO);
            }
            issued.ifPresent(key -> {
                file.write(key.token());
                LOG.info("The owner's token is in {}", file.path());
            });
        } catch (UncheckedIOException failure) {
            throw new StartException(
                    "The owner's token cannot be kept in %s (%s); check the permissions of the data folder"
                            .formatted(file.path(), failure.getCause()),
                    failure);
        }
    }
}
