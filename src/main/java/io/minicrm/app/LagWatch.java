package io.minicrm.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.minicrm.delivery.PipelineGroup;
import io.minicrm.inspector.TopicInspector;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Measures the lag of the pipeline's consumer groups at intervals, because a scrape of the metrics must not wait for
 * the broker.
 */
final class LagWatch implements Supplier<Duration> {

    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Set<String> GROUPS = PipelineGroup.ids();

    private final TopicInspector inspector;
    private final MultiGauge lag;

    LagWatch(TopicInspector inspector, MeterRegistry meters) {
        this.inspector = inspector;
        this.lag = MultiGauge.builder("minicrm.group.lag")
                .description("Records that a consumer group has not read yet")
                .register(meters);
    }

    @Override
    public Duration get() {
        lag.register(
                inspector.groups(Duration.ZERO).stream()
                        .filter(group -> GROUPS.contains(group.group()))
                        .map(group -> MultiGauge.Row.of(Tags.of("group", group.group()), group.lag()))
                        .collect(Collectors.toList()),
                true);
        return INTERVAL;
    }
}
