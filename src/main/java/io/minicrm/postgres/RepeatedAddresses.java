package io.minicrm.postgres;

import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;
import io.minicrm.lead.Address;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Notices which addresses come again while an audience is read, in bounded memory: 9 MB for any number of leads, and
 * the repeated addresses themselves. A Bloom filter answers whether an address came before. It is never wrong about one
 * that did, and below four million leads it is wrong about less than one in a thousand that did not; so the answer is a
 * superset, which PostgreSQL checks. Grouping the whole audience there instead takes longer than reading it.
 *
 * <p>Example: after Ann's address, Bob's and Ann's in capitals, {@link #keys} contains Ann's.
 */
final class RepeatedAddresses {

    /** Beyond it, PostgreSQL groups the whole audience. */
    static final int MAX_KEYS = 100_000;

    /** A small audience does not need the filter. */
    private static final int FEW = 10_000;

    /** 9 MB and five hashes of each address. */
    private static final int EXPECTED = 10_000_000;

    private static final double MISTAKEN = 0.03;

    private final Set<String> few = new HashSet<>();
    private final Set<String> repeated = new HashSet<>();
    private @Nullable BloomFilter<CharSequence> many;

    /** Takes the addresses of the next lead. */
    void add(@Nullable String email, @Nullable String phone) {
        String key = key(email, phone);
        if (!key.isEmpty() && !isNew(key) && repeated.size() <= MAX_KEYS) {
            repeated.add(key);
        }
    }

    /** The same as {@link LeadKeys#ADDRESS_KEY}; empty if the lead has no address. */
    private static String key(@Nullable String email, @Nullable String phone) {
        if (email != null && email.indexOf('@') > 0) {
            return email.toLowerCase(Locale.ROOT);
        }
        return phone == null ? "" : Address.phoneKey(phone);
    }

    private boolean isNew(String key) {
        if (many != null) {
            return many.put(key);
        }
        if (few.size() < FEW) {
            return few.add(key);
        }
        many = BloomFilter.create(Funnels.unencodedCharsFunnel(), EXPECTED, MISTAKEN);
        few.forEach(many::put);
        few.clear();
        return many.put(key);
    }

    boolean isEmpty() {
        return repeated.isEmpty();
    }

    /** Whether there are more than {@link #MAX_KEYS}, so that {@link #keys} does not contain all. */
    boolean areTooMany() {
        return repeated.size() > MAX_KEYS;
    }

    /** The addresses that came again, and possibly a few that did not. */
    String[] keys() {
        return repeated.toArray(String[]::new);
    }
}
