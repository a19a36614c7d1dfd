package io.minicrm.importing;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The status of an import. */
public enum ImportStatus {
    /** Waits for the imports before it, or for a server that starts again. */
    QUEUED,
    /** Its rows are being stored. */
    RUNNING,
    /** Every row was read. */
    COMPLETED,
    /** It ended before the end of the file; its failure says why. What was stored stays. */
    FAILED,
    /** A person stopped it. What was stored stays. */
    CANCELLED;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The status as text, in the store and in the API. */
    @JsonValue
    public String code() {
        return code;
    }

    /** Whether nothing will change any more. */
    public boolean isFinal() {
        return switch (this) {
            case QUEUED, RUNNING -> false;
            case COMPLETED, FAILED, CANCELLED -> true;
        };
    }
}
