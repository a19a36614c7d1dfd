package io.minicrm.kafka;

import io.minicrm.kafka.SimulatedKafka.Fault;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes to {@link SimulatedKafka}. */
final class SimulatedProducer extends MockProducer<byte[], byte[]> {

    /** Small, so that a lead of a test is soon too large. */
    private static final int LARGEST_RECORD = 5_000;

    private final SimulatedKafka kafka;
    private final Queue<Runnable> delayed = new ArrayDeque<>();
    private final Queue<Runnable> unanswered = new ArrayDeque<>();

    SimulatedProducer(SimulatedKafka kafka) {
        super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        this.kafka = kafka;
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> message, Callback callback) {
        if (message.value() != null && message.value().length > LARGEST_RECORD) {
            callback.onCompletion(null, new RecordTooLargeException("simulated"));
        } else if (kafka.strikes.test(Fault.REFUSED)) {
            callback.onCompletion(null, new TimeoutException("simulated: not written"));
        } else if (kafka.strikes.test(Fault.REFUSED_AFTER_WRITE)) {
            write(message);
            callback.onCompletion(null, new TimeoutException("simulated: written"));
        } else {
            accept(message);
            if (isAwaited(message) || !kafka.strikes.test(Fault.LATE_ANSWER)) {
                callback.onCompletion(null, null);
            } else {
                unanswered.add(() -> callback.onCompletion(null, null));
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    /** The thread that writes a dead letter waits for the answer, and there is no other that could give it. */
    private static boolean isAwaited(ProducerRecord<byte[], byte[]> message) {
        return message.topic().equals(DeadLetters.TOPIC);
    }

    private void accept(ProducerRecord<byte[], byte[]> message) {
        if (kafka.strikes.test(Fault.DROPPED)) {
            return;
        }
        if (kafka.strikes.test(Fault.DELAYED)) {
            delayed.add(() -> write(message));
        } else {
            write(message);
            if (kafka.strikes.test(Fault.REPEATED)) {
                write(message);
            }
            runAll(delayed);
        }
    }

    private void write(ProducerRecord<byte[], byte[]> message) {
        kafka.write(message.topic(), message.key(), message.value(), message.headers());
    }

    private static void runAll(Queue<Runnable> queue) {
        for (Runnable next = queue.poll(); next != null; next = queue.poll()) {
            next.run();
        }
    }

    @Override
    public synchronized void flush() {
        runAll(delayed);
        runAll(unanswered);
    }
}
