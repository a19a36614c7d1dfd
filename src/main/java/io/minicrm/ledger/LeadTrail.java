package io.minicrm.ledger;

import io.minicrm.delivery.DeliveryStatus;
import org.jspecify.annotations.Nullable;

/**
 * What the stages of the pipeline say about one lead. "Passed" means that the worker which reads the record had
 * committed beyond it. A trail fits into a {@code long}, because {@link LeadTrails} keeps one for every lead of a
 * campaign.
 *
 * @param chunk the index of the lead's chunk; {@link #NO_CHUNK} if no chunk with the lead was found
 * @param marks the rest, as bits
 */
record LeadTrail(int chunk, int marks) {

    static final int NO_CHUNK = -1;

    /** Nothing is known. */
    static final LeadTrail EMPTY = new LeadTrail(NO_CHUNK, 0);

    private static final int IN_TWO_CHUNKS = 1;
    private static final int HAS_SEND_JOB = 1 << 1;
    private static final int SEND_JOB_PASSED = 1 << 2;
    private static final int RECEIPT_PASSED = 1 << 3;
    private static final int IN_LOG = 1 << 4;

    /** A status takes a byte: one more than its ordinal, and 0 for none. */
    private static final int STATUS = 0xFF;

    private static final int RECEIPT_SHIFT = 8;
    private static final int LOGGED_SHIFT = 16;
    private static final DeliveryStatus[] STATUSES = DeliveryStatus.values();

    static LeadTrail of(long packed) {
        return new LeadTrail((int) (packed >> Integer.SIZE), (int) packed);
    }

    long packed() {
        return ((long) chunk << Integer.SIZE) | (marks & 0xFFFF_FFFFL);
    }

    private LeadTrail with(int more) {
        return new LeadTrail(chunk, marks | more);
    }

    private boolean has(int mark) {
        return (marks & mark) != 0;
    }

    private LeadTrail withStatus(int shift, @Nullable DeliveryStatus status) {
        int value = status == null ? 0 : status.ordinal() + 1;
        return new LeadTrail(chunk, marks & ~(STATUS << shift) | (value << shift));
    }

    private @Nullable DeliveryStatus status(int shift) {
        int value = (marks >> shift) & STATUS;
        return value == 0 ? null : STATUSES[value - 1];
    }

    LeadTrail withChunk(int index) {
        return new LeadTrail(index, isInChunk() && chunk != index ? marks | IN_TWO_CHUNKS : marks);
    }

    LeadTrail withSendJob(boolean passed) {
        return with(passed ? HAS_SEND_JOB | SEND_JOB_PASSED : HAS_SEND_JOB);
    }

    /** Of several receipts the highest status counts, as it does in the delivery log. */
    LeadTrail withReceipt(DeliveryStatus status, boolean passed) {
        DeliveryStatus known = status(RECEIPT_SHIFT);
        if (known != null && status.compareTo(known) <= 0) {
            return this;
        }
        LeadTrail higher = new LeadTrail(chunk, marks & ~RECEIPT_PASSED).withStatus(RECEIPT_SHIFT, status);
        return passed ? higher.with(RECEIPT_PASSED) : higher;
    }

    /** @param status null for a status that this version does not know */
    LeadTrail withLogRow(@Nullable DeliveryStatus status) {
        return with(IN_LOG).withStatus(LOGGED_SHIFT, status);
    }

    LeadTrail withoutLogRow() {
        return new LeadTrail(chunk, marks & ~IN_LOG).withStatus(LOGGED_SHIFT, null);
    }

    boolean isInChunk() {
        return chunk != NO_CHUNK;
    }

    boolean isInTwoChunks() {
        return has(IN_TWO_CHUNKS);
    }

    boolean hasSendJob() {
        return has(HAS_SEND_JOB);
    }

    boolean isSendJobPassed() {
        return has(SEND_JOB_PASSED);
    }

    boolean hasReceipt() {
        return status(RECEIPT_SHIFT) != null;
    }

    boolean isReceiptPassed() {
        return has(RECEIPT_PASSED);
    }

    boolean isInLog() {
        return has(IN_LOG);
    }

    /** Whether a receipt that was applied says the message was sent, but the delivery log has a lower status. */
    boolean isLogBehindReceipt() {
        DeliveryStatus receipt = status(RECEIPT_SHIFT);
        DeliveryStatus logged = status(LOGGED_SHIFT);
        return isReceiptPassed()
                && receipt != null
                && receipt.isSent()
                && logged != null
                && logged.compareTo(receipt) < 0;
    }
}
