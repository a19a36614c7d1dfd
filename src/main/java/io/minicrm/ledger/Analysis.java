package io.minicrm.ledger;

import org.jspecify.annotations.Nullable;

/**
 * How far a comparison has come.
 *
 * @param report without findings until the comparison is complete
 * @param reading the topic that is read next, or {@code delivery_log} or {@code plan}; null if the comparison is
 *     complete
 * @param scanned the records read so far, of this and other campaigns
 * @param left the records up to the end of the topic that is being read; 0 if that is not known yet
 */
public record Analysis(LedgerReport report, @Nullable String reading, long scanned, long left) {

    public boolean isComplete() {
        return reading == null;
    }
}
