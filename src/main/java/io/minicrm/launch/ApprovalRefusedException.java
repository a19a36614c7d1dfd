package io.minicrm.launch;

/** A campaign cannot be approved, now or by this person; the message says why. */
public final class ApprovalRefusedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    ApprovalRefusedException(String message) {
        super(message);
    }
}
