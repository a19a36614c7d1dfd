package io.minicrm.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices topics that are deleted and created again. A producer keeps the id of the deleted topic, and its records wait
 * for a topic that does not come back until they time out after two minutes. So it is replaced.
 */
public final class TopicIdWatch implements Supplier<Duration>, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TopicIdWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final PositionReader reader;
    private final Set<String> topics;
    private final Publisher publisher;
    private @Nullable Map<String, String> known;

    public TopicIdWatch(KafkaSettings settings, Set<String> topics, Publisher publisher) {
        this.reader = new PositionReader(settings);
        this.topics = Set.copyOf(topics);
        this.publisher = publisher;
    }

    @Override
    public Duration get() {
        Optional<Map<String, String>> ids = reader.topicIds(topics);
        ids.ifPresent(this::compare);
        return INTERVAL;
    }

    private void compare(Map<String, String> ids) {
        if (known != null && !known.equals(ids)) {
            log.warn("A topic was deleted and created again; what was being written to it is written again");
            publisher.renew();
        }
        known = ids;
    }

    @Override
    public void close() {
        reader.close();
    }
}
