package io.minicrm.store;

/** The database cannot be used at startup. */
public final class StoreUnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param url the URL of the database, without a password
     */
    public StoreUnreachableException(String url, Throwable cause) {
        super(
                "The database at %s cannot be used (%s). Check that it runs and set DATABASE_URL."
                        .formatted(url, rootMessage(cause)),
                cause);
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }
}
