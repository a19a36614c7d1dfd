package io.minicrm.api;

/** A callback without a valid signature: 401. */
final class UnsignedReceiptException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnsignedReceiptException(String problem) {
        super(problem);
    }
}
