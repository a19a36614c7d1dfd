package io.minicrm.kafka;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The clients of one process of a simulation: a publisher, and loops that run round by round. */
public final class SimulatedClients {

    private final SimulatedKafka kafka;
    private final SimulatedProducer producer;
    private final Publisher publisher;
    private final LoopTime time;
    private final Consumer<Duration> pauses;

    /**
     * @param nanoTime the time of the loops
     * @param pauses called when a loop pauses
     * @param parks called when a loop waits for work in progress
     */
    public SimulatedClients(
            SimulatedKafka kafka, LongSupplier nanoTime, Consumer<Duration> pauses, Consumer<Duration> parks) {
        this.kafka = kafka;
        this.producer = new SimulatedProducer(kafka);
        this.publisher = new Publisher(producer);
        this.pauses = pauses;
        this.time = new LoopTime() {
            @Override
            public long nanoTime() {
                return nanoTime.getAsLong();
            }

            @Override
            public void park(Duration pause) {
                parks.accept(pause);
            }
        };
    }

    public Publisher publisher() {
        return publisher;
    }

    /** The broker's late answers arrive. */
    public void answer() {
        producer.flush();
    }

    /** A loop that processes batches. */
    public <I> Loop batches(Subscription<I> subscription, BatchStage<I> stage, ErrorHandling errors) {
        var consumer = new SimulatedConsumer(kafka, subscription);
        return new Loop(
                new BatchLoop<>(environment(consumer), subscription, stage, publisher, errors, new Unobserved()),
                consumer);
    }

    /** A loop whose records finish in any order. */
    public <I> Loop async(Subscription<I> subscription, AsyncStage<I> stage, int maxOpen, ErrorHandling errors) {
        var consumer = new SimulatedConsumer(kafka, subscription);
        return new Loop(
                new AsyncLoop<>(environment(consumer), subscription, stage, maxOpen, errors, new Unobserved()),
                consumer);
    }

    /** Writes records that cannot be processed. */
    public ErrorHandling errors(DeadLetterListener listener, java.util.function.Predicate<Throwable> isTemporary) {
        return new ErrorHandling(new DeadLetters(publisher, listener, new Unobserved()), isTemporary);
    }

    private LoopEnvironment environment(SimulatedConsumer consumer) {
        return new LoopEnvironment(
                consumer,
                new StopSignal() {
                    @Override
                    void pause(Duration pause) {
                        pauses.accept(pause);
                    }
                },
                time);
    }

    /** A loop without a thread. */
    public static final class Loop {

        private final ConsumerLoop<?> loop;
        private final SimulatedConsumer consumer;

        private Loop(ConsumerLoop<?> loop, SimulatedConsumer consumer) {
            this.loop = loop;
            this.consumer = consumer;
            loop.subscribe();
        }

        /** One round, the same as in production. */
        public void round() {
            loop.runRound();
        }

        /** The group gives its partitions to others; the loop learns of it in its next round. */
        public void expel() {
            consumer.expel();
        }

        /** Ends as in a regular stop. */
        public void stop() {
            loop.beforeLeaving();
            consumer.close();
        }

        /** Ends as in a crash. */
        public void crash() {
            consumer.close();
        }
    }

    private static final class Unobserved implements LoopObserver {

        @Override
        public void processed(String group, int records, Duration took) {}

        @Override
        public void deadLetterWritten(String originalTopic) {}

        @Override
        public void roundEnded() {}

        @Override
        public void retrying(String reason) {}
    }
}
