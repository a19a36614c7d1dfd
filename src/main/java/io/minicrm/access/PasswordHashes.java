package io.minicrm.access;

import org.jspecify.annotations.Nullable;

/**
 * Makes and checks hashes of passwords. They are slow on purpose: each call takes a good part of a second of one
 * processor.
 */
public interface PasswordHashes {

    /** A salted hash of the password; another one each time. */
    String hash(String password);

    /**
     * Whether the hash is one of the password.
     *
     * @param hash null takes as long as any other and is one of no password, so that the time of an answer does not
     *     show whether there is a user
     */
    boolean matches(String password, @Nullable String hash);
}
