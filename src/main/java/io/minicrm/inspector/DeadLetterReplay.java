package io.minicrm.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.minicrm.kafka.DeadLetterHeaders;
import io.minicrm.kafka.KafkaSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Writes dead letters back to the topics from which they came: the same bytes and headers, without the headers of the
 * dead letter, and with a count of replays.
 *
 * <p><b>Progress.</b> It is stored as the committed offsets of a consumer group without members, so an interrupted
 * replay resumes where it stopped. The offsets are committed after the broker has a batch. A crash therefore repeats at
 * most one batch, and never skips a letter. For example, with the letters 0 to 249, batches of 100, and a crash after
 * letter 130:
 *
 * <pre>
 *   write 0 to 99       commit 100
 *   write 100 to 130    crash: nothing is committed
 *   write 100 to 199    commit 200      (100 to 130 for the second time)
 *   write 200 to 249    commit 250
 * </pre>
 *
 * <p><b>Letters that stay.</b> A record that fails again becomes a new dead letter, whose count is one higher. A letter
 * that has reached the largest count is left where it is, so that it does not circulate permanently. So are letters
 * that do not say where they came from, letters whose topic no longer exists, and letters that the broker rejects as
 * too large for their topic. All of these are counted and passed over: one letter must not block those behind it.
 *
 * <p><b>Memory.</b> A letter may have 32 MiB. So letters are read one by one, and a batch ends at {@link #BATCH_BYTES}.
 */
public final class DeadLetterReplay {

    private static final int BATCH_LETTERS = 100;
    private static final long BATCH_BYTES = 8L << 20;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final KafkaSettings settings;
    private final Order order;
    private final Map<Integer, Long> progress = new HashMap<>();
    private final Map<String, Boolean> topicExists = new HashMap<>();
    private final Map<String, Integer> byTopic = new TreeMap<>();
    private long exhausted;
    private long unroutable;
    /** The topics of letters that the broker rejected since the last flush. The producer's thread adds to it. */
    private final Queue<String> rejected = new ConcurrentLinkedQueue<>();

    private long tooLarge;
    private int unflushed;
    private long unflushedBytes;
    private long nextSend = System.nanoTime();

    private DeadLetterReplay(KafkaSettings settings, Order order) {
        this.settings = settings;
        this.order = order;
    }

    /**
     * What to replay.
     *
     * @param topic the topic of the dead letters
     * @param group the group whose committed offsets store the progress
     * @param filter which letters to replay; this group never returns to the others
     * @param maxReplays a letter that has been replayed this often is left alone
     * @param ratePerSecond the largest number of letters per second, at least 1
     */
    public record Order(
            String topic, String group, Scope scope, Predicate<DeadLetter> filter, int maxReplays, int ratePerSecond) {}

    /** Which part of the topic to replay. */
    public sealed interface Scope {

        /** From where the group's last replay stopped. */
        record Remaining() implements Scope {}

        /** From the first letter, wherever the group is. */
        record All() implements Scope {}

        /** One letter. The group's progress does not change. */
        record Single(int partition, long offset) implements Scope {}
    }

    /**
     * What was done, or would be done.
     *
     * @param replayed letters that were written back
     * @param exhausted letters that have been replayed too often already
     * @param unroutable letters that do not say where they came from, or whose topic no longer exists
     * @param tooLarge letters that the broker rejected because they are too large for their topic
     * @param byTopic letters that were written back, by topic
     */
    public record Outcome(
            long replayed, long exhausted, long unroutable, long tooLarge, Map<String, Integer> byTopic) {}

    /** Returns what {@link #run} would do, and writes nothing. It cannot know which letters the broker will reject. */
    public static Outcome plan(KafkaSettings settings, Order order) {
        return new DeadLetterReplay(settings, order).replay(null);
    }

    public static Outcome run(KafkaSettings settings, Order order) {
        try (RecordWriter writer = new RecordWriter(settings)) {
            return new DeadLetterReplay(settings, order).replay(writer);
        }
    }

    private Outcome replay(@Nullable RecordWriter writer) {
        try (TopicInspector inspector = new TopicInspector(settings);
                TopicAdmin admin = new TopicAdmin(settings)) {
            for (RecordQuery part : parts(inspector)) {
                inspector.scanOneByOne(part, letter -> replay(letter, inspector, admin, writer));
            }
            flush(admin, writer);
        }
        long replayed = byTopic.values().stream().mapToLong(count -> count).sum();
        return new Outcome(replayed, exhausted, unroutable, tooLarge, byTopic);
    }

    /** One query per partition that has something to replay. */
    private List<RecordQuery> parts(TopicInspector inspector) {
        Map<Integer, Long> ends = inspector.ends(order.topic());
        return switch (order.scope()) {
            case Scope.Remaining remaining -> parts(inspector.committed(order.group(), order.topic()), ends);
            case Scope.All all -> parts(Map.of(), ends);
            case Scope.Single(int partition, long offset) ->
                offset < ends.getOrDefault(partition, 0L)
                        ? List.of(part(partition, offset, offset + 1))
                        : List.<RecordQuery>of();
        };
    }

    private List<RecordQuery> parts(Map<Integer, Long> begins, Map<Integer, Long> ends) {
        List<RecordQuery> parts = new ArrayList<>();
        ends.forEach((partition, end) -> {
            long begin = begins.getOrDefault(partition, 0L);
            if (begin < end) {
                parts.add(part(partition, begin, end));
            }
        });
        return parts;
    }

    private RecordQuery part(int partition, long from, long to) {
        return RecordQuery.of(order.topic())
                .partition(partition)
                .from(new Position.Offset(from))
                .to(new Position.Offset(to))
                .build();
    }

    private void replay(
            StoredRecord stored, TopicInspector inspector, TopicAdmin admin, @Nullable RecordWriter writer) {
        progress.put(stored.partition(), stored.offset() + 1);
        DeadLetter letter = DeadLetter.of(stored);
        if (!order.filter().test(letter)) {
            return;
        }
        String topic = letter.originalTopic();
        if (letter.replays() >= order.maxReplays()) {
            exhausted++;
        } else if (topic == null || !exists(topic, inspector)) {
            unroutable++;
        } else {
            byTopic.merge(topic, 1, Integer::sum);
            if (writer != null) {
                send(writer, message(stored, topic, letter.replays() + 1));
                unflushed++;
                unflushedBytes += stored.size();
            }
        }
        if (unflushed >= BATCH_LETTERS || unflushedBytes >= BATCH_BYTES) {
            flush(admin, writer);
        }
    }

    private boolean exists(String topic, TopicInspector inspector) {
        return topicExists.computeIfAbsent(topic, name -> {
            try {
                inspector.topic(name);
                return true;
            } catch (UnknownTopicException gone) {
                return false;
            }
        });
    }

    private void send(RecordWriter writer, ProducerRecord<byte[], byte[]> message) {
        long now = System.nanoTime();
        if (nextSend > now) {
            LockSupport.parkNanos(nextSend - now);
        }
        nextSend = Math.max(nextSend, now) + NANOS_PER_SECOND / order.ratePerSecond();
        writer.send(message, failure -> failure instanceof RecordTooLargeException && rejected.add(message.topic()));
    }

    private void flush(TopicAdmin admin, @Nullable RecordWriter writer) {
        if (writer == null) {
            return;
        }
        writer.flush();
        unflushed = 0;
        unflushedBytes = 0;
        for (String topic = rejected.poll(); topic != null; topic = rejected.poll()) {
            tooLarge++;
            byTopic.computeIfPresent(topic, (name, count) -> count == 1 ? null : count - 1);
        }
        boolean storesProgress = !(order.scope() instanceof Scope.Single);
        if (storesProgress && !progress.isEmpty()) {
            admin.reset(progress.entrySet().stream()
                    .map(reached -> new TopicAdmin.Reset(
                            order.group(), order.topic(), reached.getKey(), null, reached.getValue()))
                    .toList());
        }
        progress.clear();
    }

    private static ProducerRecord<byte[], byte[]> message(StoredRecord stored, String topic, int replays) {
        List<Header> headers = new ArrayList<>();
        for (Header header : stored.source().headers()) {
            if (!header.key().startsWith(DeadLetterHeaders.PREFIX)
                    && !header.key().equals(DeadLetter.REPLAY_COUNT_HEADER)) {
                headers.add(header);
            }
        }
        headers.add(new RecordHeader(
                DeadLetter.REPLAY_COUNT_HEADER, Integer.toString(replays).getBytes(UTF_8)));
        return new ProducerRecord<>(
                topic, null, stored.source().key(), stored.source().value(), headers);
    }
}
