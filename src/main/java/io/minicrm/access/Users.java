package io.minicrm.access;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The stored users. Thread-safe. Methods throw an unchecked exception if the store cannot be reached. */
public interface Users {

    /**
     * Stores a new user.
     *
     * @return false if there is a user of that id, that address or that identity; nothing is changed then
     */
    boolean add(User user);

    Optional<User> find(String id);

    /** @param email in the form of {@link User#emailOf} */
    Optional<User> findByEmail(String email);

    Optional<User> findByIdentity(LinkedIdentity identity);

    /**
     * A page of users in order of their addresses.
     *
     * @param afterEmail the address of the last user of the page before; null for the first page
     * @param limit the longest page, 1 or more
     */
    List<User> list(@Nullable String afterEmail, int limit);

    /**
     * Replaces name, role, password and whether the user is disabled.
     *
     * @return false if there is no user of that id
     */
    boolean replace(User user);

    /**
     * Replaces name and role of a user who is not disabled.
     *
     * @return false if there is no such user of that id
     */
    boolean refresh(String id, String name, AccessRole role);

    /** Returns false if there is no user of that id. */
    boolean delete(String id);

    /** The number of users who are administrators and not disabled. */
    long countActiveAdmins();
}
