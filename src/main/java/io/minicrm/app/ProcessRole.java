package io.minicrm.app;

import io.minicrm.settings.InvalidSettingException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a process does. By default one process has all roles; a larger installation runs several processes of each. */
public enum ProcessRole {
    /** Serves the HTTP API. Every process serves health and metrics. */
    API,
    /** Plans campaigns and publishes their chunks. */
    PUBLISHER,
    /** Expands chunks into send jobs. */
    EXPANDER,
    /** Sends messages through their channels. */
    SENDER,
    /** Stores what the receipts report. */
    RECEIPTS,
    /** Keeps the tallies of campaigns up to date. */
    STATS;

    /** Every role. */
    public static Set<ProcessRole> all() {
        return EnumSet.allOf(ProcessRole.class);
    }

    /**
     * Reads comma-separated names, in upper or lower case.
     *
     * @throws InvalidSettingException if a name is not a role
     */
    public static Set<ProcessRole> parse(String names) {
        Set<ProcessRole> roles = EnumSet.noneOf(ProcessRole.class);
        for (String name : names.split(",", -1)) {
            roles.add(parseOne(name.strip()));
        }
        return roles;
    }

    private static ProcessRole parseOne(String name) {
        return Arrays.stream(values())
                .filter(role -> role.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new InvalidSettingException(
                        "--roles",
                        name,
                        "use one or more of "
                                + Arrays.stream(values())
                                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", "))));
    }
}
