package io.minicrm.access;

/** The identity provider has identified somebody who may not log in here. */
public final class IdentityRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why. */
    public enum Reason {
        /** No claim of the person gives a role. */
        NO_ROLE,
        /** The user is disabled. */
        DISABLED
    }

    private IdentityRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    static IdentityRefusedException withoutRole() {
        return new IdentityRefusedException(Reason.NO_ROLE, "no claim of the person gives a role");
    }

    static IdentityRefusedException disabled() {
        return new IdentityRefusedException(Reason.DISABLED, "the user is disabled");
    }

    public Reason reason() {
        return reason;
    }
}
