package io.minicrm.cli.kafka;

import io.minicrm.delivery.DeliveryStatus;
import org.jspecify.annotations.Nullable;

/**
 * What the stages of the pipeline say about one lead. "Passed" means that the worker which reads the record had
 * committed beyond it.
 */
final class LeadTrail {

    private static final int NONE = -1;

    private int chunk = NONE;
    private boolean inTwoChunks;
    private boolean hasSendJob;
    private boolean sendJobPassed;
    private @Nullable DeliveryStatus receipt;
    private boolean receiptPassed;
    private boolean inLog;
    private @Nullable DeliveryStatus logged;

    void addChunk(int index) {
        inTwoChunks |= isInChunk() && chunk != index;
        chunk = index;
    }

    void addSendJob(boolean passed) {
        hasSendJob = true;
        sendJobPassed |= passed;
    }

    /** Of several receipts the highest status counts, as it does in the delivery log. */
    void addReceipt(DeliveryStatus status, boolean passed) {
        if (receipt == null || status.compareTo(receipt) > 0) {
            receipt = status;
            receiptPassed = passed;
        }
    }

    /** @param status null for a status that this version does not know */
    void addLogRow(@Nullable DeliveryStatus status) {
        inLog = true;
        logged = status;
    }

    void removeLogRow() {
        inLog = false;
        logged = null;
    }

    /** The index of its chunk; meaningless unless {@link #isInChunk}. */
    int chunk() {
        return chunk;
    }

    boolean isInChunk() {
        return chunk != NONE;
    }

    boolean isInTwoChunks() {
        return inTwoChunks;
    }

    boolean hasSendJob() {
        return hasSendJob;
    }

    boolean isSendJobPassed() {
        return sendJobPassed;
    }

    boolean hasReceipt() {
        return receipt != null;
    }

    boolean isReceiptPassed() {
        return receiptPassed;
    }

    boolean isInLog() {
        return inLog;
    }

    /** Whether a receipt that was applied says the message was sent, but the delivery log has a lower status. */
    boolean isLogBehindReceipt() {
        return receiptPassed && receipt != null && receipt.isSent() && logged != null && logged.compareTo(receipt) < 0;
    }
}
