package io.minicrm.archive;

import io.minicrm.stored.Entry;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The whole content of a store, in pages. The caller needs exclusive use of the store, because nothing here reads from
 * one snapshot. Each method takes a fixed number of round trips, whatever the size of the page.
 */
public interface Archive {

    /** The lease owner of campaigns that are being imported. */
    String IMPORT_OWNER = "import";

    /**
     * Reads a page of entries, in the order of {@link Entry#ORDER}.
     *
     * @param after the last entry of the previous page, of the same kind; it need not exist any more. Null for the
     *     first page
     * @param limit the maximum size of the page, at least 1; a smaller page is the last one
     */
    List<Entry> read(Entry.Kind kind, @Nullable Entry after, int limit);

    /**
     * Stores entries and replaces existing entries with the same key (of a lead, all but its creation time). Safe to
     * repeat.
     *
     * <p>A campaign is written with a lease of {@link #IMPORT_OWNER}, so no publisher takes it before {@link #release}.
     * Only campaigns with this lease, and what belongs to them, can be written, because the messages of other campaigns
     * may have been sent.
     *
     * @param batch entries of that kind, without duplicates
     * @throws ArchiveConflictException if a campaign exists without this lease, or another campaign has its idempotency
     *     key
     */
    void write(Entry.Kind kind, List<Entry> batch);

    /** The number of entries of a kind. */
    long count(Entry.Kind kind);

    /** Those of the campaigns that exist and are not leased by {@link #IMPORT_OWNER}. */
    Set<String> released(Collection<String> campaignIds);

    /**
     * The owners of leases that are valid at {@code now}, including {@link #IMPORT_OWNER} while it leases campaigns.
     */
    Set<String> leaseOwners(Instant now);

    /**
     * Releases imported campaigns to the publishers; other campaigns are not changed. No message of an imported
     * campaign is in Kafka, so published chunks become unpublished unless all of their leads are settled or wait for a
     * retry. Their tallies must have been counted.
     */
    void release(Collection<String> campaignIds);
}
