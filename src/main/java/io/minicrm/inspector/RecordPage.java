package io.minicrm.inspector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of records, in order of time, partition and offset.
 *
 * @param records what was found, oldest first
 * @param scanned how many records were looked at for this page
 * @param total how many offsets the query spans, all pages together
 * @param gaps offsets among those passed that hold no record: transaction markers, aborted or compacted records
 * @param bounded whether the page ends because it has looked at as many records as it may
 * @param next the token of the page that goes on: further back where the query has no beginning, else further on; null: there is none
 */
public record RecordPage(
        List<StoredRecord> records,
        long scanned,
        long total,
        long gaps,
        boolean bounded,
        @Nullable String next) {}
