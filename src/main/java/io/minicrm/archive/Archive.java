package io.minicrm.archive;

import io.minicrm.stored.Entry;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A store as a whole, in pages. For one who has the store to himself: nothing here is one snapshot. Every method is a fixed number of round
 * trips, whatever the size of the page.
 */
public interface Archive {

    /** Who holds the campaigns that are being written. */
    String HOLDER = "import";

    /**
     * A page of what there is of a kind, in order of {@link Entry#ORDER}.
     *
     * @param after the last entry of the page before, of the same kind; it need not exist. Null: from the first on
     * @param limit the longest page, 1 or more; a shorter one is the last
     */
    List<Entry> read(Entry.Kind kind, @Nullable Entry after, int limit);

    /**
     * Stores entries; what is there under the same key is replaced (of a lead, all but its creation time). Safe to repeat.
     *
     * <p>A campaign is written as held by {@link #HOLDER}: no publisher takes it before {@link #handOver}. Only campaigns that are held, and what
     * belongs to them, can be written: what has been handed over may have been sent.
     *
     * @param batch all of that kind, none twice
     * @throws ArchiveConflictException when a campaign is there and not held, or another one has its idempotency key
     */
    void write(Entry.Kind kind, List<Entry> batch);

    /** How many there are of a kind. */
    long count(Entry.Kind kind);

    /** Those of the campaigns that are there and not held by {@link #HOLDER}. */
    Set<String> handedOver(Collection<String> campaignIds);

    /**
     * Whoever is at work: the owners of leases that run at {@code now}, and {@link #HOLDER} while it holds campaigns.
     */
    Set<String> owners(Instant now);

    /**
     * Hands held campaigns over to the publishers; others are left alone. Nothing of them is on its way, so chunks that were published and
     * whose leads are not all settled or waiting for a retry count as unpublished from now on. Their tallies must have been counted.
     */
    void handOver(Collection<String> campaignIds);
}
