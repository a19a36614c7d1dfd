package io.minicrm.postgres;

/**
 * Expects whether all leads of the next batch are new, from the batches before it. A batch of new leads need not be
 * read first, which saves a tenth of the time of an import.
 *
 * <p>After as many batches of new leads as are {@code needed}, one at first, the next is expected to be new too. A
 * batch that was not costs a copy that fails, and twice as many are needed from then on, so that a file in which new
 * leads and stored ones alternate costs few of them; one that was halves the number again. Thread-safe.
 */
final class NewBatches {

    private static final int MOST_NEEDED = 1_024;

    private int inARow;
    private int needed = 1;

    synchronized boolean isNextExpected() {
        return inARow >= needed;
    }

    /** Adds a batch that was read. */
    synchronized void add(boolean isNew) {
        inARow = isNew ? Math.min(MOST_NEEDED, inARow + 1) : 0;
    }

    /** Whether a batch that was expected to be new was. */
    synchronized void learn(boolean wasNew) {
        if (wasNew) {
            needed = Math.max(1, needed / 2);
        } else {
            inARow = 0;
            needed = Math.min(MOST_NEEDED, 2 * needed);
        }
    }
}
