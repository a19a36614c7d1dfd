package io.minicrm.kafka;

import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a loop runs on.
 *
 * @param consumers creates the consumer that reads the topic, again when it has to be replaced; only the loop's thread
 *     uses it
 * @param stop asks the loop to stop
 */
record LoopEnvironment(Supplier<Consumer<byte[], byte[]>> consumers, StopSignal stop, LoopTime time) {

    /** This consumer, which is never replaced. */
    LoopEnvironment(Consumer<byte[], byte[]> consumer, StopSignal stop, LoopTime time) {
        this(() -> consumer, stop, time);
    }

    /** Consumers that are connected to the broker. */
    static LoopEnvironment connected(KafkaSettings settings, Subscription<?> subscription) {
        return of(() -> new KafkaConsumer<>(
                settings.consumer(subscription.group(), subscription.maxPollRecords()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer()));
    }

    /** These consumers, in the time of the process. */
    static LoopEnvironment of(Supplier<Consumer<byte[], byte[]>> consumers) {
        return new LoopEnvironment(consumers, new StopSignal(), LoopTime.SYSTEM);
    }
}
