package io.minicrm.app;

import io.minicrm.access.SecretFile;
import io.minicrm.api.ReceiptSecrets;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the secrets with which providers sign their receipts: RECEIPTS_SECRET for all channels, or a secret for each
 * channel that the first start generates and stores in the data folder; a secret that was moved to the file
 * {@code ….previous} there is replaced and accepted, too. With a database that other processes use, there
 * is no folder that all of them read, so nothing is generated, and receipts are refused until RECEIPTS_SECRET is set.
 */
final class ReceiptAccess {

    private static final Logger LOG = LoggerFactory.getLogger(ReceiptAccess.class);
    private static final int SECRET_BYTES = 32;

    private ReceiptAccess() {}

    /**
     * @param channels the names of the installed channels
     * @throws StartException if a file cannot be read or written
     */
    static ReceiptSecrets secrets(Settings settings, Collection<String> channels) {
        String secret = settings.http().receiptsSecret();
        if (settings.http().acceptsUnsignedReceipts()) {
            return ReceiptSecrets.UNSIGNED;
        }
        if (secret != null) {
            String former = settings.http().formerReceiptsSecret();
            List<String> accepted = former == null ? List.of(secret) : List.of(secret, former);
            return of(channels, channel -> accepted);
        }
        if (!settings.backends().embedsDatabase()) {
            LOG.info("Receipts of providers are refused, because RECEIPTS_SECRET is not set");
            return of(List.of(), channel -> List.of());
        }
        Path folder = settings.backends().dataFolder();
        return of(
                channels,
                channel -> Stream.concat(
                                Stream.of(stored(SecretFile.ofReceipts(folder, channel))),
                                former(SecretFile.ofFormerReceipts(folder, channel)).stream())
                        .toList());
    }

    private static ReceiptSecrets of(Collection<String> channels, Function<String, List<String>> secrets) {
        return new ReceiptSecrets(channels.stream().collect(Collectors.toMap(Function.identity(), secrets)), true);
    }

    private static String stored(SecretFile file) {
        try {
            Optional<String> stored = file.read();
            if (stored.isPresent()) {
                return stored.get();
            }
            byte[] random = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(random);
            String secret = "whsec_" + Base64.getEncoder().encodeToString(random);
            file.write(secret);
            return secret;
        } catch (UncheckedIOException failure) {
            throw unusable(file, failure);
        }
    }

    private static Optional<String> former(SecretFile file) {
        try {
            return file.read();
        } catch (UncheckedIOException failure) {
            throw unusable(file, failure);
        }
    }

    private static StartException unusable(SecretFile file, UncheckedIOException failure) {
        return new StartException(
                "The secret for receipts cannot be kept in %s (%s); check the permissions of the data folder"
                        .formatted(file.path(), failure.getCause()),
                failure);
    }
}
