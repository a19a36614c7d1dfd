package io.minicrm.inspector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of records, in the order of time, partition and offset.
 *
 * @param scanned how many records were read for this page
 * @param total how many offsets the query covers, on all pages together
 * @param gaps how many of the offsets read hold no record, because of transaction markers, aborted transactions or
 *     compaction
 * @param bounded whether the page ends because it has reached its scan limit
 * @param next the token of the next page, which has newer records if the query has a {@code from} and older ones if
 *     not; null if this is the last page
 */
public record RecordPage(
        List<StoredRecord> records,
        long scanned,
        long total,
        long gaps,
        boolean bounded,
        @Nullable String next) {}
