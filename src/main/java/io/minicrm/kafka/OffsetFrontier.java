package io.minicrm.kafka;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far each partition may be committed while its records finish out of order.
 *
 * <p>Kafka stores one committed offset per partition: everything before it is done. Sends are slow and many are in
 * progress at once, so record 7 may be done while record 5 is not. Committing 8 then would lose record 5 in a crash;
 * waiting for a whole poll would let one slow send hold up thousands. So each partition keeps its records in a queue,
 * in the order in which they were read, and each record has a {@link Ticket}. A record is finished by marking its
 * ticket, from any thread. Only the loop's thread looks at the queue: it takes finished tickets off the head, and the
 * offset after the last one taken is the frontier. A commit never passes the first unfinished record. Everything behind
 * it, finished or not, is read again after a crash; claims make that harmless.
 *
 * <p>For example, with the records 5, 6 and 7 read from one partition:
 *
 * <pre>
 *   7 finishes    queue 5 6 7✓    frontier none: nothing can be committed
 *   5 finishes    queue 6 7✓      frontier 6:    commit 6
 *   6 finishes    queue empty     frontier 8:    commit 8
 * </pre>
 *
 * <p>A rebalance takes a partition away while sends of it are in progress. Its queue is dropped as a whole: marking one
 * of its tickets later has no effect. It can move neither the frontier of the partition's next owner nor our own,
 * should the partition come back and be read again from its committed offset with new tickets.
 *
 * <p>Marking is two atomic writes and the queue belongs to one thread, so nothing here locks. The idea is that of
 * uForwarder (Uber's Kafka consumer proxy), which tracks acknowledgements apart from fetching.
 */
final class OffsetFrontier {

    private final Map<TopicPartition, PartitionQueue> queues = new HashMap<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final Runnable oneFinished = unfinished::decrementAndGet;
    private int tracked;

    /** Adds a record that was read. The records of a partition must come in order. */
    Ticket track(TopicPartition partition, long offset) {
        Ticket ticket = new Ticket(offset, oneFinished);
        queues.computeIfAbsent(partition, p -> new PartitionQueue()).tickets.add(ticket);
        unfinished.incrementAndGet();
        tracked++;
        return ticket;
    }

    /**
     * Takes finished records off the heads of their queues. Returns the offsets that may be committed and are not yet.
     */
    Map<TopicPartition, OffsetAndMetadata> advance() {
        Map<TopicPartition, OffsetAndMetadata> committable = new HashMap<>();
        queues.forEach((partition, queue) -> {
            tracked -= queue.advance();
            if (queue.frontier != queue.committed) {
                committable.put(partition, new OffsetAndMetadata(queue.frontier));
            }
        });
        return committable;
    }

    /** Records offsets as committed, so that {@link #advance} does not return them again. */
    void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> {
            PartitionQueue queue = queues.get(partition);
            if (queue != null) {
                queue.committed = offset.offset();
            }
        });
    }

    /** Forgets partitions that moved away, with all their records. */
    void drop(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            PartitionQueue queue = queues.remove(partition);
            if (queue != null) {
                tracked -= queue.tickets.size();
                queue.tickets.forEach(Ticket::finish);
            }
        }
    }

    /** The number of records that were read and are not done. */
    int unfinished() {
        return unfinished.get();
    }

    /** The number of records that were read and that the frontier has not passed, finished or not. */
    int tracked() {
        return tracked;
    }

    boolean hasUnfinished(Collection<TopicPartition> partitions) {
        return partitions.stream().map(queues::get).anyMatch(queue -> queue != null && queue.hasUnfinished());
    }

    private static final class PartitionQueue {

        private static final long NONE = -1;

        private final Queue<Ticket> tickets = new ArrayDeque<>();
        private long frontier = NONE;
        private long committed = NONE;

        int advance() {
            int taken = 0;
            for (@Nullable Ticket head = tickets.peek(); head != null && head.isFinished(); head = tickets.peek()) {
                frontier = head.offset() + 1;
                tickets.remove();
                taken++;
            }
            return taken;
        }

        boolean hasUnfinished() {
            return tickets.stream().anyMatch(ticket -> !ticket.isFinished());
        }
    }
}
