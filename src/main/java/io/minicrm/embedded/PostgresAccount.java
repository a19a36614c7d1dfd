package io.minicrm.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The account with which mini-crm uses the embedded PostgreSQL. It owns the tables, and may do nothing to the server or
 * its files: what gets past the statements of mini-crm cannot read files or run programs, as a superuser can.
 *
 * @param user the name of the role
 * @param password letters and digits
 */
public record PostgresAccount(String user, String password) {

    private static final String APPLICATION = "mini_crm_app";
    private static final int PASSWORD_BYTES = 24;

    /** Creates the account in the server, with everything that an earlier version of mini-crm created there. */
    @FunctionalInterface
    public interface Creation {
        void create(PostgresAccount superuser, PostgresAccount account);
    }

    /**
     * The account of mini-crm. The first call creates it, also in a folder of an earlier version; the others only read
     * its password.
     *
     * @param home the folder of the server
     * @param superuser who creates the account
     * @throws IOException if its password cannot be read or written
     */
    static PostgresAccount ofApplication(Path home, PostgresAccount superuser, Creation creation) throws IOException {
        Path file = home.resolve("app-password");
        // Written when the role is complete, so that a crash before leads here again.
        if (Files.exists(file)) {
            return new PostgresAccount(APPLICATION, Files.readString(file).strip());
        }
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        var account = new PostgresAccount(APPLICATION, HexFormat.of().formatHex(random));
        creation.create(superuser, account);
        Path draft = home.resolve("app-password.new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, account.password);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        return account;
    }

    /** Does not contain the password. */
    @Override
    public String toString() {
        return "PostgresAccount[" + user + "]";
    }
}
