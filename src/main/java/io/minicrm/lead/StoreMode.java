package io.minicrm.lead;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What becomes of the fields of a stored lead that a change leaves out. No mode takes back an opt-out. */
public enum StoreMode {
    /** They stay as they are. */
    MERGE,
    /** They become empty. */
    REPLACE;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The name in requests. */
    public String code() {
        return code;
    }

    public static Optional<StoreMode> ofCode(String code) {
        return Arrays.stream(values()).filter(mode -> mode.code.equals(code)).findFirst();
    }
}
