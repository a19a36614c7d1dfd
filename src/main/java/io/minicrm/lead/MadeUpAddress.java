package io.minicrm.lead;

import io.minicrm.text.Blank;
import io.minicrm.text.Sha256;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * E-mail addresses made up for leads that have none, so that a campaign can be tried out with them. Nothing can be
 * delivered to them: the top-level domain {@code invalid} is reserved (RFC 2606). Only the simulator accepts them.
 *
 * <pre>{@code
 * "5524"    → "5524@made-up.invalid"
 * "Ann Lee" → "8d3c6a…@made-up.invalid"    not every id can stand in an address, and case is not significant there
 * }</pre>
 */
public final class MadeUpAddress {

    private static final String END = "@made-up.invalid";
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9_-]{1,40}");
    private static final int HASH_LENGTH = 32;

    private MadeUpAddress() {}

    /** The address of the lead with that id: always the same, and another one for each id. */
    public static String of(String id) {
        return (PLAIN.matcher(id).matches() ? id : Sha256.ofFields(List.of(id)).substring(0, HASH_LENGTH)) + END;
    }

    /** Whether the address was made up. */
    public static boolean is(@Nullable String address) {
        return address != null && Blank.strip(address).toLowerCase(Locale.ROOT).endsWith(END);
    }
}
