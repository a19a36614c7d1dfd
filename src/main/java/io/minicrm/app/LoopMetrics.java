package io.minicrm.app;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.minicrm.kafka.LoopObserver;
import java.time.Duration;

/** Counts what the loops do. No meter has a tag for a single campaign. */
final class LoopMetrics implements LoopObserver {

    private final MeterRegistry meters;

    LoopMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void processed(String group, int records, Duration took) {
        DistributionSummary.builder("minicrm.batch.records")
                .description("Records in a batch")
                .tag("group", group)
                .register(meters)
                .record(records);
        Timer.builder("minicrm.batch.duration")
                .description("Time to process a batch; for batch stages, until its messages are published")
                .tag("group", group)
                .register(meters)
                .record(took);
    }

    @Override
    public void deadLetterWritten(String originalTopic) {
        meters.counter("minicrm.dead.letters", "topic", originalTopic).increment();
    }

    @Override
    public void roundEnded() {
        // Counted by the poll; see WatchedLoop for health.
    }

    @Override
    public void retrying(String reason) {
        // The loop logs it; see WatchedLoop for health.
    }
}
