package io.minicrm.kafka;

import static io.minicrm.kafka.LoopTestBed.FIRST;
import static io.minicrm.kafka.LoopTestBed.SUBSCRIPTION;
import static io.minicrm.kafka.LoopTestBed.UNREADABLE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.minicrm.kafka.BatchProcessor.Item;
import io.minicrm.kafka.LoopTestBed.StoreUnreachable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BatchProcessorTest {

    private final LoopTestBed bed = new LoopTestBed();
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final StopSignal stop = new StopSignal() {
        @Override
        void pause(Duration pause) {
            pauses.add(pause);
            if (Thread.currentThread().isInterrupted()) {
                stop();
            }
        }
    };
    private final BatchProcessor<String> processor = new BatchProcessor<>(SUBSCRIPTION, bed.errors, bed.observer, stop);

    /** The batches that the work was called with. */
    private final List<List<String>> attempts = new CopyOnWriteArrayList<>();

    private List<Item<String>> decode(@Nullable String... values) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int offset = 0; offset < values.length; offset++) {
            records.add(LoopTestBed.record(FIRST, offset, values[offset]));
        }
        return processor.decode(records, source -> new Ticket(source.offset()));
    }

    /** Records each attempt, then does the work. */
    private boolean process(List<Item<String>> batch, Consumer<List<String>> work) {
        return processor.process(batch, items -> {
            List<String> values = items.stream().map(Item::value).toList();
            attempts.add(values);
            work.accept(values);
        });
    }

    private static void failIfContains(List<String> batch, String... culprits) {
        if (batch.stream().anyMatch(Arrays.asList(culprits)::contains)) {
            throw new IllegalStateException("cannot be processed");
        }
    }

    @Test
    void aTemporaryFailureIsRetriedMoreThanThreeTimesWithTheWholeBatch() {
        boolean done = process(decode("a", "b"), batch -> {
            if (attempts.size() < 5) {
                throw new StoreUnreachable();
            }
        });

        assertThat(done).isTrue();
        assertThat(attempts).hasSize(5).allMatch(List.of("a", "b")::equals);
        assertThat(bed.writtenDeadLetters()).isEmpty();
        assertThat(bed.processed).hasValue(2);
        assertThat(bed.durations)
                .singleElement()
                .satisfies(took -> assertThat(took).isBetween(Duration.ZERO, Duration.ofSeconds(30)));
    }

    @Test
    void aBatchIsHalvedAndARecordThatFailsAloneThreeTimesWhileOthersPassBecomesADeadLetter() {
        List<Item<String>> batch = decode("a", "b", "c");

        boolean done = process(batch, values -> failIfContains(values, "b"));

        assertThat(done).isTrue();
        assertThat(attempts)
                .startsWith(
                        List.of("a", "b", "c"),
                        List.of("a"),
                        List.of("b", "c"),
                        List.of("b"),
                        List.of("c"),
                        List.of("a", "b", "c"),
                        List.of("b", "c"),
                        List.of("c"),
                        List.of("b"),
                        List.of("a"))
                .hasSize(15);
        assertThat(bed.deadLetterOffsets()).containsExactly(1L);
        assertThat(batch.get(1).ticket().isFinished()).isTrue();
    }

    @Test
    void oneRecordAmongAThousandIsFoundWithTwentyAttempts() {
        String[] values = IntStream.range(0, 1_000).mapToObj(i -> "value-" + i).toArray(String[]::new);

        assertThat(process(decode(values), batch -> failIfContains(batch, "value-777")))
                .isTrue();

        assertThat(attempts).hasSizeLessThanOrEqualTo(3 * 21);
        assertThat(bed.deadLetterOffsets()).containsExactly(777L);
    }

    /** Once, everything behind the moment at which the outage began was taken for broken. */
    @Test
    void anOutageThatBeginsInTheMiddleOfTheSearchIsNoRecordsFault() {
        boolean done = process(decode("a", "b", "c", "d"), batch -> {
            boolean outage = attempts.size() > 2 && waited().compareTo(Duration.ofSeconds(20)) < 0;
            if (attempts.size() == 1 || outage) {
                throw new IllegalStateException("relation does not exist");
            }
        });

        assertThat(done).isTrue();
        assertThat(bed.writtenDeadLetters()).isEmpty();
    }

    @Test
    void theFirstAndTheLastRecordAreFoundToo() {
        assertThat(process(decode("a", "b", "c", "d"), batch -> failIfContains(batch, "a", "d")))
                .isTrue();

        assertThat(bed.deadLetterOffsets()).containsExactlyInAnyOrder(0L, 3L);
    }

    @Test
    void duringAnOutageOnlyAFewRecordsAreTriedAlone() {
        String[] values = IntStream.range(0, 1_000).mapToObj(i -> "value-" + i).toArray(String[]::new);
        process(decode(values), batch -> {
            if (pauses.isEmpty()) {
                throw new IllegalStateException("relation does not exist");
            }
        });

        assertThat(attempts).hasSizeLessThan(50);
        assertThat(bed.writtenDeadLetters()).isEmpty();
    }

    @Test
    void thePauseBetweenAttemptsDoublesUpToTwoSeconds() {
        process(decode("a"), batch -> {
            if (attempts.size() < 8) {
                throw new StoreUnreachable();
            }
        });

        assertThat(pauses)
                .extracting(Duration::toMillis)
                .containsExactly(100L, 200L, 400L, 800L, 1_600L, 2_000L, 2_000L);
    }

    @Test
    void noDeadLetterIsWrittenIfAllRecordsFailAlone() {
        boolean done = process(decode("a", "b"), batch -> {
            if (attempts.size() <= 12) {
                throw new IllegalStateException("a fault of the stage");
            }
        });

        assertThat(done).isTrue();
        assertThat(attempts)
                .startsWith(
                        List.of("a", "b"), List.of("a"), List.of("b"), List.of("a", "b"), List.of("b"), List.of("a"))
                .hasSize(13);
        assertThat(bed.writtenDeadLetters()).isEmpty();
    }

    @Test
    void recordsThatTheStageCallsUnprocessableBecomeDeadLettersAtOnceEvenIfAllAre() {
        boolean done = process(decode("a", "b"), batch -> {
            throw new UnprocessableRecordException("of an unknown campaign");
        });

        assertThat(done).isTrue();
        assertThat(attempts).containsExactly(List.of("a", "b"), List.of("a"), List.of("b"));
        assertThat(bed.deadLetterOffsets()).containsExactly(0L, 1L);
    }

    @Test
    void aSingleRecordBecomesADeadLetterAfterAMinuteOfRetries() {
        boolean done = process(decode("a"), batch -> failIfContains(batch, "a"));

        assertThat(done).isTrue();
        assertThat(bed.deadLetterOffsets()).containsExactly(0L);
        assertThat(waited()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(70));
    }

    @Test
    void aSingleRecordSurvivesAnOutageThatLooksLikeItsFault() {
        boolean done = process(decode("a"), batch -> {
            if (waited().compareTo(Duration.ofSeconds(20)) < 0) {
                throw new IllegalStateException("relation does not exist");
            }
        });

        assertThat(done).isTrue();
        assertThat(bed.writtenDeadLetters()).isEmpty();
    }

    @Test
    void theRestOfABatchSurvivesAnOutageThatBeganInTheMiddleOfIt() {
        List<Item<String>> batch = decode("a", "b", "c");

        boolean done = process(batch, values -> {
            batch.getFirst().ticket().finish();
            if (waited().compareTo(Duration.ofSeconds(20)) < 0) {
                throw new IllegalStateException("relation does not exist");
            }
        });

        assertThat(done).isTrue();
        assertThat(bed.writtenDeadLetters()).isEmpty();
    }

    @Test
    void aKnownOutageDoesNotCountTowardsTheMinute() {
        process(decode("a"), batch -> {
            if (attempts.size() < 100) {
                throw attempts.size() % 10 == 0 ? new StoreUnreachable() : new IllegalStateException("unclear");
            }
        });

        assertThat(waited()).isGreaterThan(Duration.ofSeconds(70));
        assertThat(bed.writtenDeadLetters()).isEmpty();
    }

    private Duration waited() {
        return pauses.stream().reduce(Duration.ZERO, Duration::plus);
    }

    @Test
    void noDeadLetterIsWrittenIfTheStoreBecomesUnreachableDuringTheIsolation() {
        boolean done = process(decode("a", "b", "c"), batch -> {
            if (attempts.size() == 1 || batch.equals(List.of("a"))) {
                throw new IllegalStateException("unclear");
            }
            if (batch.equals(List.of("b", "c"))) {
                throw new StoreUnreachable();
            }
        });

        assertThat(done).isTrue();
        assertThat(attempts).last().isEqualTo(List.of("a", "b", "c"));
        assertThat(bed.writtenDeadLetters()).isEmpty();
    }

    @Test
    void recordsThatWereFinishedBeforeTheBatchFailedAreNotRepeated() {
        List<Item<String>> batch = decode("a", "b", "c");

        process(batch, values -> {
            batch.getFirst().ticket().finish();
            failIfContains(values, "b", "c");
        });

        assertThat(attempts)
                .startsWith(List.of("a", "b", "c"), List.of("b"), List.of("c"), List.of("b", "c"))
                .filteredOn(values -> values.contains("a"))
                .hasSize(1);
        assertThat(bed.deadLetterOffsets()).containsExactly(1L, 2L);
    }

    @Test
    void aRecordWithoutAValueAndAnUnreadableOneBecomeDeadLettersAsTheyCame() {
        List<Item<String>> readable = decode(null, UNREADABLE, "a");

        assertThat(readable).extracting(Item::value).containsExactly("a");
        assertThat(bed.deadLetterOffsets()).containsExactly(0L, 1L);
        assertThat(bed.writtenDeadLetters()
                        .getFirst()
                        .headers()
                        .lastHeader("kafka_dlt-exception-message")
                        .value())
                .isEqualTo("The record has no value".getBytes(UTF_8));
        ProducerRecord<byte[], byte[]> letter = bed.writtenDeadLetters().getLast();
        assertThat(letter.value()).isEqualTo(UNREADABLE.getBytes(UTF_8));
        assertThat(letter.key()).isEqualTo("key".getBytes(UTF_8));
        assertThat(letter.headers()
                        .lastHeader("kafka_dlt-original-consumer-group")
                        .value())
                .isEqualTo("readers".getBytes(UTF_8));
        assertThat(letter.headers().lastHeader("kafka_dlt-exception-message").value())
                .isEqualTo("not a text".getBytes(UTF_8));
    }

    @Test
    void anUnreadableRecordIsFinishedOnlyWhenItsDeadLetterIsWritten() {
        bed.producer.sendException = new TimeoutException("no broker");
        AtomicReference<Ticket> ticket = new AtomicReference<>();
        Thread decoding = Thread.ofVirtual()
                .start(() -> processor.decode(List.of(LoopTestBed.record(FIRST, 7, UNREADABLE)), source -> {
                    ticket.set(new Ticket(source.offset()));
                    return ticket.get();
                }));

        await().until(() -> bed.events.contains("before 7"));
        assertThat(ticket.get().isFinished()).isFalse();
        await().until(() -> pauses.contains(Duration.ofSeconds(2)));

        bed.producer.sendException = null;
        await().until(() -> !decoding.isAlive());
        assertThat(ticket.get().isFinished()).isTrue();
        assertThat(bed.deadLetterOffsets()).containsExactly(7L);
    }

    @Test
    void aFailureWithCausesIsRetried() {
        boolean done = process(decode("a"), batch -> {
            if (attempts.size() == 1) {
                throw new IllegalStateException("first", new IllegalStateException("root"));
            }
        });

        assertThat(done).isTrue();
        assertThat(attempts).hasSize(2);
    }

    @Test
    void aBatchThatCloseInterruptsIsNotDone() {
        boolean done = process(decode("a"), batch -> {
            throw new WakeupException();
        });

        assertThat(done).isFalse();
        assertThat(attempts).hasSize(1);
    }

    @Test
    void stopsRetryingWhenTheLoopIsStopped() {
        boolean done = process(decode("a"), batch -> {
            stop.stop();
            throw new StoreUnreachable();
        });

        assertThat(done).isFalse();
        assertThat(attempts).hasSize(1);
    }
}
