package io.minicrm.app;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.minicrm.kafka.LoopObserver;
import io.minicrm.store.Store;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what the loops do, and enters dead letters at the campaigns that they name. No meter is of a single campaign. */
final class LoopMetrics implements LoopObserver {

    private static final Logger log = LoggerFactory.getLogger(LoopMetrics.class);

    private final MeterRegistry meters;
    private final Store store;

    LoopMetrics(MeterRegistry meters, Store store) {
        this.meters = meters;
        this.store = store;
    }

    @Override
    public void processed(String group, int records, Duration took) {
        DistributionSummary.builder("minicrm.batch.records")
                .description("Records in a batch")
                .tag("group", group)
                .register(meters)
                .record(records);
        Timer.builder("minicrm.batch.duration")
                .description("Time to work on a batch, with plain stages until what follows is published")
                .tag("group", group)
                .register(meters)
                .record(took);
    }

    @Override
    public void buried(Burial burial) {
        String campaignId = burial.campaignId();
        if (campaignId != null) {
            try {
                store.deadLetters().note(campaignId, burial.topic(), burial.partition(), burial.offset());
            } catch (RuntimeException failure) {
                if (store.isUnavailable(failure)) {
                    throw failure;
                }
                log.warn("A dead letter of {} is not counted", campaignId, failure);
            }
        }
        meters.counter("minicrm.dead.letters", "topic", burial.topic()).increment();
    }
}
