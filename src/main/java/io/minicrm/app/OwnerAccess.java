package io.minicrm.app;

import io.minicrm.access.ApiKey;
import io.minicrm.access.Keyring;
import io.minicrm.access.SecretFile;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives an installation its owner's key at the first start. The token is in the data folder, where the command line
 * reads it.
 *
 * <p>The file is written before the key is stored, and a token that is in the folder already is used again. So neither
 * a crash in between nor a second database for the same folder makes the file useless.
 *
 * <p>If the file is missing although the key exists, the file was lost. With an embedded database the key gets another
 * secret then. With a database that other processes use, their token must stay valid, so nothing is changed.
 */
final class OwnerAccess {

    private static final Logger LOG = LoggerFactory.getLogger(OwnerAccess.class);

    private final Keyring keyring;
    private final SecretFile file;

    OwnerAccess(Keyring keyring, SecretFile file) {
        this.keyring = keyring;
        this.file = file;
    }

    /**
     * @param ownsDatabase whether no other process uses the database
     * @throws StartException if it is this process's own database, and the file cannot be read or written
     */
    void ensure(boolean ownsDatabase) {
        try {
            Optional<String> present = file.read().filter(Keyring::isOwnerToken);
            if (present.isPresent()) {
                use(present.get());
            } else if (!keyring.hasOwner()) {
                create();
            } else if (ownsDatabase) {
                keyring.rotate(ApiKey.OWNER, Duration.ZERO).ifPresent(issued -> {
                    file.write(issued.token());
                    LOG.info("The owner's token was lost; another one is in {}", file.path());
                });
            } else {
                LOG.info(
                        "The owner's token is not in {}; it is where the first process of this installation wrote it",
                        file.path());
            }
        } catch (UncheckedIOException failure) {
            if (ownsDatabase) {
                throw new StartException(
                        "The owner's token cannot be kept in %s (%s); check the permissions of the data folder"
                                .formatted(file.path(), failure.getCause()),
                        failure);
            }
            // In containers the folder is often read-only, and people log in as users.
            LOG.info("There is no owner's token, because {} cannot be used ({})", file.path(), failure.getCause());
        }
    }

    private void use(String token) {
        if (keyring.addOwner(token)) {
            LOG.info("The owner's token is in {}", file.path());
        } else if (keyring.authenticate(token).isEmpty()) {
            LOG.info(
                    "The token in {} is not that of this installation's owner, or was replaced;"
                            + " set MINI_CRM_TOKEN for commands",
                    file.path());
        }
    }

    private void create() {
        String token = keyring.newOwnerToken();
        file.write(token);
        if (keyring.addOwner(token)) {
            LOG.info("The owner's token is in {}", file.path());
        } else {
            // Another process was faster.
            file.delete();
        }
    }
}
