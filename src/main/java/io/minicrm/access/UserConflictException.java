package io.minicrm.access;

/** A change of users that their present state does not allow. */
public final class UserConflictException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private UserConflictException(String message) {
        super(message);
    }

    static UserConflictException taken(String email) {
        return new UserConflictException("There is a user with the address %s already".formatted(email));
    }

    static UserConflictException lastAdmin(String email) {
        return new UserConflictException(
                "%s is the last administrator; make another user an administrator first".formatted(email));
    }
}
