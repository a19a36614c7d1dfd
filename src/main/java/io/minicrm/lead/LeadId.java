package io.minicrm.lead;

import io.minicrm.lead.LeadKey.ByEmail;
import io.minicrm.lead.LeadKey.ById;
import io.minicrm.lead.LeadKey.ByPhone;
import io.minicrm.text.Sha256;
import io.minicrm.text.TimeSortedId;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Generates ids for leads without one: {@code lead-} and 17 base-36 characters. They sort by time, or follow from the
 * address that is the key of the lead.
 */
public final class LeadId {

    private static final String PREFIX = "lead-";
    private static final int RADIX = 36;
    private static final int LENGTH = 17;

    private LeadId() {}

    public static String next(Instant now, RandomGenerator random) {
        return TimeSortedId.next(PREFIX, now, random);
    }

    /** An id from a part that is unique: 17 base-36 characters. */
    public static String of(String unique) {
        return PREFIX + unique;
    }

    /**
     * An id that follows from an address, so that two processes which create a lead for the same address try the same
     * id.
     *
     * @param attempt counts the ids of one address, from 0
     */
    static String of(LeadKey address, int attempt) {
        byte[] hash = Sha256.newDigest()
                .digest("%s %d".formatted(text(address), attempt).getBytes(StandardCharsets.UTF_8));
        String digits = new BigInteger(1, hash).toString(RADIX);
        return PREFIX + digits.substring(digits.length() - LENGTH);
    }

    private static String text(LeadKey address) {
        return switch (address) {
            case ByEmail byEmail -> "email " + byEmail.email();
            case ByPhone byPhone -> "phone " + byPhone.digits();
            case ById byId -> byId.id();
        };
    }
}
