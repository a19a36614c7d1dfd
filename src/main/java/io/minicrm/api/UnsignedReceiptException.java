package io.minicrm.api;

/** A callback that does not bear the signature that was agreed on: 401. */
final class UnsignedReceiptException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnsignedReceiptException(String problem) {
        super(problem);
    }
}
