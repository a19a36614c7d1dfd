package io.minicrm.api;

import io.minicrm.importing.ImportStatus;

/** An import cannot be cancelled, because it has ended: 409. */
final class ImportEndedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ImportEndedException(String id, ImportStatus status) {
        super("%s is %s already and cannot be cancelled".formatted(id, status.code()));
    }
}
