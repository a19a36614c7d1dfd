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

    static UserConflictException withoutPassword(String email) {
        return new UserConflictException(
                "%s logs in with the identity provider, and has no password here".formatted(email));
    }

    static UserConflictException lastAdmin(String email) {
        return new UserConflictException(
                "%s is the last administrator; make another user an administrator first".formatted(email));
    }
}
