package io.minicrm.campaign;

import java.util.Locale;

/** What happens if several leads of a campaign's audience have the same address. */
public enum DuplicateAddresses {
    /** One of them gets the message, the others are skipped. */
    SKIP,
    /** Each of them gets the message. */
    SEND;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The name in requests, answers and stores. */
    public String code() {
        return code;
    }
}
