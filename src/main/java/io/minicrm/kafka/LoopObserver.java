package io.minicrm.kafka;

import java.time.Duration;

/** Counts what the loops do. It is called in their threads, so it must be quick, and it must not throw. */
public interface LoopObserver {

    /**
     * A batch was processed. For {@link BatchLoop}, the duration includes publishing the batch's messages.
     *
     * @param group the loop's consumer group
     */
    void processed(String group, int records, Duration took);

    /**
     * A dead letter was written.
     *
     * @param originalTopic the topic from which the record came
     */
    void deadLetterWritten(String originalTopic);

    /** A round has ended: the loop has polled, and processed what it read. */
    void roundEnded();

    /**
     * The round cannot end now, and the loop will try again.
     *
     * @param reason the failure
     */
    void retrying(String reason);
}
