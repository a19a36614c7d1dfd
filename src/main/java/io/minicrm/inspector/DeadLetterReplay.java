package io.minicrm.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.minicrm.kafka.KafkaSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Puts dead letters back where they came from: the same bytes and headers, without those of the burial, and with a count of replays. A
 * letter that has been replayed too often is left where it is, so that a record that kills its reader does not go round for ever.
 *
 * <p>The way done is kept as the committed offsets of a group that nobody joins: a replay that was broken off goes on there. It is
 * committed after the broker has the batch, so that a crash repeats up to a batch rather than lose a letter.
 */
public final class DeadLetterReplay {

    /** The header that counts replays, in decimal digits. */
    public static final String COUNT_HEADER = "minicrm-replay-count";

    private static final String BURIAL = "kafka_dlt-";
    private static final int BATCH = 100;

    private final KafkaSettings settings;
    private final Order order;
    private final Map<Integer, Long> done = new HashMap<>();
    private final Map<String, Integer> byTopic = new TreeMap<>();
    private final Map<String, Boolean> known = new HashMap<>();
    private long replayed;
    private long guarded;
    private long homeless;
    private int inFlight;
    private long nextSend = System.nanoTime();

    private DeadLetterReplay(KafkaSettings settings, Order order) {
        this.settings = settings;
        this.order = order;
    }

    /**
     * What to replay.
     *
     * @param topic the topic of the dead letters
     * @param group the group whose offsets remember how far the replay is
     * @param which which letters; the others are passed over for good by this group
     * @param partition the only partition, with {@code offset}; null: all from where the group is
     * @param offset the only letter; null: all
     * @param maxReplays a letter that has been replayed as often is left alone
     * @param ratePerSecond the most letters a second, 1 or more
     * @param fromStart whether to begin at the first letter, wherever the group is
     */
    public record Order(
            String topic,
            String group,
            Predicate<DeadLetter> which,
            @Nullable Integer partition,
            @Nullable Long offset,
            int maxReplays,
            int ratePerSecond,
            boolean fromStart) {}

    /**
     * What was done, or would be.
     *
     * @param replayed letters that went back, by topic
     * @param guarded letters that were replayed too often before
     * @param homeless letters that do not say where they came from, or whose topic is gone
     */
    public record Outcome(long replayed, long guarded, long homeless, Map<String, Integer> byTopic) {}

    /** What {@link #run} would do. */
    public static Outcome plan(KafkaSettings settings, Order order) {
        return new DeadLetterReplay(settings, order).go(null);
    }

    /** Replays, and commits the way done after each batch. */
    public static Outcome run(KafkaSettings settings, Order order) {
        try (RecordWriter writer = new RecordWriter(settings)) {
            return new DeadLetterReplay(settings, order).go(writer);
        }
    }

    private Outcome go(@Nullable RecordWriter writer) {
        try (TopicInspector inspector = new TopicInspector(settings);
                TopicAdmin admin = new TopicAdmin(settings)) {
            Map<Integer, Long> begin = order.fromStart() ? Map.of() : inspector.committed(order.group(), order.topic());
            inspector.ends(order.topic()).forEach((partition, end) -> {
                if (order.partition() == null || order.partition().equals(partition)) {
                    Long single = order.offset();
                    long from = single == null ? begin.getOrDefault(partition, 0L) : single;
                    long to = single == null ? end : Math.min(end, single + 1);
                    if (from < to) {
                        inspector.scan(query(partition, from, to), letter -> take(letter, inspector, admin, writer));
                    }
                }
            });
            flush(admin, writer);
        }
        return new Outcome(replayed, guarded, homeless, byTopic);
    }

    private RecordQuery query(int partition, long from, long to) {
        return new RecordQuery(
                order.topic(),
                Integer.MAX_VALUE,
                new Position.Offset(from),
                new Position.Offset(to),
                partition,
                null,
                List.of(),
                null,
                null,
                0,
                null,
                false);
    }

    private void take(StoredRecord stored, TopicInspector inspector, TopicAdmin admin, @Nullable RecordWriter writer) {
        done.put(stored.partition(), stored.offset() + 1);
        DeadLetter letter = DeadLetter.of(stored);
        if (!order.which().test(letter)) {
            return;
        }
        String home = letter.originalTopic();
        if (letter.replays() >= order.maxReplays()) {
            guarded++;
        } else if (home == null || !exists(home, inspector)) {
            homeless++;
        } else {
            replayed++;
            byTopic.merge(home, 1, Integer::sum);
            if (writer != null) {
                pace();
                writer.send(message(stored, home, letter.replays() + 1));
                inFlight++;
            }
        }
        if (inFlight >= BATCH) {
            flush(admin, writer);
        }
    }

    private boolean exists(String topic, TopicInspector inspector) {
        return known.computeIfAbsent(topic, name -> {
            try {
                inspector.topic(name);
                return true;
            } catch (UnknownTopicException gone) {
                return false;
            }
        });
    }

    private void pace() {
        long now = System.nanoTime();
        if (nextSend > now) {
            LockSupport.parkNanos(nextSend - now);
        }
        nextSend = Math.max(nextSend, now) + 1_000_000_000L / order.ratePerSecond();
    }

    private void flush(TopicAdmin admin, @Nullable RecordWriter writer) {
        if (writer == null) {
            return;
        }
        writer.flush();
        inFlight = 0;
        if (order.offset() == null && !done.isEmpty()) {
            admin.reset(done.entrySet().stream()
                    .map(way -> new TopicAdmin.Reset(order.group(), order.topic(), way.getKey(), null, way.getValue()))
                    .toList());
        }
        done.clear();
    }

    private static ProducerRecord<byte[], byte[]> message(StoredRecord stored, String home, int replays) {
        List<Header> headers = new ArrayList<>();
        for (Header header : stored.source().headers()) {
            if (!header.key().startsWith(BURIAL) && !header.key().equals(COUNT_HEADER)) {
                headers.add(header);
            }
        }
        headers.add(new RecordHeader(COUNT_HEADER, Integer.toString(replays).getBytes(UTF_8)));
        return new ProducerRecord<>(
                home, null, stored.source().key(), stored.source().value(), headers);
    }
}
