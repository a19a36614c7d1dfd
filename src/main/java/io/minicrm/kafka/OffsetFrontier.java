package io.minicrm.kafka;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far each partition may be committed while its records finish out of order.
 *
 * <p>Kafka knows one committed offset for a partition: everything before it is done. Sends are slow and many are in flight at once,
 * so record 7 may be done while record 5 is not. Committing 8 then would lose record 5 in a crash; waiting for a whole poll would
 * let one slow send hold up thousands. So each partition keeps its records in a queue, in the order in which they were read, and
 * each record has a {@link Ticket}. Whoever finishes a record marks its ticket, from any thread. Only the loop's thread looks at the
 * queue: it takes finished tickets off the head, and the offset after the last one taken is the frontier. A commit never passes the
 * first unfinished record, and what lies behind it (finished or not) is read again after a crash; claims make that harmless.
 *
 * <p>A rebalance takes a partition away while sends of it are in flight. Its queue is dropped whole: the tickets that are still out
 * are finished into nothing, and can neither move the frontier of the partition's next owner nor our own, should the partition come
 * back and be read again from its committed offset with new tickets.
 *
 * <p>Marking is one volatile write and the queue belongs to one thread, so nothing here locks. The idea is that of uForwarder
 * (Uber's Kafka consumer proxy), which tracks acknowledgements apart from fetching.
 */
final class OffsetFrontier {

    private final Map<TopicPartition, Lane> lanes = new HashMap<>();
    private int open;

    /** Notes a record that was read; records of a partition come in order. */
    Ticket start(TopicPartition partition, long offset) {
        Ticket ticket = new Ticket(offset);
        lanes.computeIfAbsent(partition, p -> new Lane()).queue.add(ticket);
        open++;
        return ticket;
    }

    /** Takes finished records off the heads of their queues and returns the offsets that may be committed and were not yet. */
    Map<TopicPartition, OffsetAndMetadata> advance() {
        Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>();
        lanes.forEach((partition, lane) -> {
            open -= lane.advance();
            if (lane.next != lane.committed) {
                committable.put(partition, new OffsetAndMetadata(lane.next));
            }
        });
        return committable;
    }

    /** Notes offsets as committed, so that they are not committed again. */
    void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> {
            Lane lane = lanes.get(partition);
            if (lane != null) {
                lane.committed = offset.offset();
            }
        });
    }

    /** Forgets partitions that moved away, with all their records. */
    void drop(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Lane lane = lanes.remove(partition);
            if (lane != null) {
                open -= lane.queue.size();
            }
        }
    }

    /** Records that were read and are not behind the frontier yet. */
    int open() {
        return open;
    }

    /** True while a record of one of the partitions is unfinished. */
    boolean hasUnfinished(Collection<TopicPartition> partitions) {
        return partitions.stream()
                .map(lanes::get)
                .anyMatch(lane -> lane != null && lane.queue.stream().anyMatch(ticket -> !ticket.isFinished()));
    }

    private static final class Lane {

        private static final long NOWHERE = -1;

        private final Queue<Ticket> queue = new ArrayDeque<>();
        private long next = NOWHERE;
        private long committed = NOWHERE;

        int advance() {
            int taken = 0;
            for (@Nullable Ticket head = queue.peek(); head != null && head.isFinished(); head = queue.peek()) {
                next = head.offset() + 1;
                queue.remove();
                taken++;
            }
            return taken;
        }
    }
}
