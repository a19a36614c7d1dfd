package io.minicrm.app;

import io.minicrm.kafka.RetentionFailedException;
import io.minicrm.kafka.TopicRetention;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes old records of the pipeline's topics every hour. Every process with this task does the same, which is
 * harmless.
 */
final class RetentionTask implements Supplier<Duration> {

    private static final Logger LOG = LoggerFactory.getLogger(RetentionTask.class);
    private static final Duration PAUSE = Duration.ofHours(1);

    private final TopicRetention topics;
    private final Duration retention;
    private final Clock clock;

    RetentionTask(TopicRetention topics, Duration retention, Clock clock) {
        this.topics = topics;
        this.retention = retention;
        this.clock = clock;
    }

    @Override
    public Duration get() {
        try {
            topics.deleteBefore(clock.instant().minus(retention));
        } catch (RetentionFailedException failure) {
            LOG.warn(
                    "Records older than {} days cannot be deleted from the topics;"
                            + " allow the operation Delete on them: {}",
                    retention.toDays(),
                    failure.getMessage());
        }
        return PAUSE;
    }
}
