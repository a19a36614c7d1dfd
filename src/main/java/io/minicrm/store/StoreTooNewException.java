package io.minicrm.store;

/** The database was last used by a newer version, whose data this version does not understand. */
public final class StoreTooNewException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param url the URL of the database, without a password
     * @param found the version of its schema
     * @param known the newest version that this program knows
     */
    public StoreTooNewException(String url, String found, String known) {
        super(("The database at %s has schema version %s, and this version of mini-crm knows versions up to"
                        + " %s. Start the newer mini-crm, or restore a backup from before its first start.")
                .formatted(url, found, known));
    }
}
