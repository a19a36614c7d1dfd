package io.minicrm.app;

import io.minicrm.settings.InvalidSettingException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a process can do. All in one by default; past one machine, as many processes of each as are needed. */
public enum ProcessRole {
    /** Answers HTTP. Health and metrics are answered by every process. */
    API,
    /** Plans campaigns and publishes their chunks. */
    PUBLISHER,
    /** Turns chunks into send jobs. */
    EXPANDER,
    /** Hands messages to their channel. */
    SENDER,
    /** Writes receipts into the delivery log. */
    RECEIPTS,
    /** Keeps the tallies. */
    STATS;

    /** Every role. */
    public static Set<ProcessRole> all() {
        return EnumSet.allOf(ProcessRole.class);
    }

    /**
     * Reads names with commas between, in any case.
     *
     * @throws InvalidSettingException when one is no role
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
