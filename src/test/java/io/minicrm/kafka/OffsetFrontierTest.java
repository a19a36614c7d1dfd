package io.minicrm.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetFrontierTest {

    private static final TopicPartition PARTITION = new TopicPartition("campaign.send_jobs", 0);

    @Test
    void commitsNothingWhileTheFirstRecordIsUnfinished() {
        OffsetFrontier frontier = new OffsetFrontier();
        frontier.track(PARTITION, 5);
        frontier.track(PARTITION, 6).finish();

        assertThat(frontier.advance()).isEmpty();
        assertThat(frontier.tracked()).isEqualTo(2);
        assertThat(frontier.unfinished()).isEqualTo(1);
    }

    @Test
    void commitsPastAllRecordsOnceTheSlowOneIsFinished() {
        OffsetFrontier frontier = new OffsetFrontier();
        Ticket slow = frontier.track(PARTITION, 5);
        frontier.track(PARTITION, 9).finish();
        frontier.advance();

        slow.finish();

        assertThat(frontier.advance()).containsEntry(PARTITION, new OffsetAndMetadata(10));
        assertThat(frontier.tracked()).isZero();
    }

    @Test
    void aTicketOfADroppedPartitionMovesNothingWhenThePartitionComesBack() {
        OffsetFrontier frontier = new OffsetFrontier();
        Ticket old = frontier.track(PARTITION, 5);
        frontier.drop(List.of(PARTITION));
        frontier.track(PARTITION, 5);

        old.finish();

        assertThat(frontier.advance()).isEmpty();
        assertThat(frontier.tracked()).isEqualTo(1);
        assertThat(frontier.unfinished()).isEqualTo(1);
    }

    @Test
    void doesNotOfferAnOffsetAgainThatIsCommitted() {
        OffsetFrontier frontier = new OffsetFrontier();
        frontier.track(PARTITION, 5).finish();
        frontier.committed(frontier.advance());

        assertThat(frontier.advance()).isEmpty();
    }

    /** Any order of reading, finishing, committing and rebalancing: what is committed has all been finished, in the end all is. */
    @Property(tries = 500)
    void neverCommitsPastAnUnfinishedRecordAndLosesNone(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 4) int partitions) {
        OffsetFrontier frontier = new OffsetFrontier();
        var cluster = new SimulatedCluster(frontier, random, partitions);
        for (int step = 0; step < 300; step++) {
            cluster.step();
        }
        cluster.finishEverything();
        assertThat(frontier.tracked()).isZero();
        assertThat(frontier.unfinished()).isZero();
        assertThat(cluster.committed).isEqualTo(cluster.nextToRead);
    }

    /** Partitions with endless records, read through the frontier, with gaps as compaction and transactions leave them. */
    private static final class SimulatedCluster {

        private final OffsetFrontier frontier;
        private final Random random;
        private final int partitions;
        private final Map<TopicPartition, Long> nextToRead = new HashMap<>();
        private final Map<TopicPartition, Long> committed = new HashMap<>();
        private final Map<TopicPartition, TreeMap<Long, Boolean>> finished = new HashMap<>();
        private final List<Open> open = new ArrayList<>();

        record Open(TopicPartition partition, long offset, Ticket ticket, boolean[] stale) {}

        SimulatedCluster(OffsetFrontier frontier, Random random, int partitions) {
            this.frontier = frontier;
            this.random = random;
            this.partitions = partitions;
        }

        void step() {
            TopicPartition partition = new TopicPartition("t", random.nextInt(partitions));
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> read(partition);
                case 4, 5, 6, 7 -> finishOne();
                case 8 -> commit();
                default -> {
                    if (random.nextInt(5) == 0) {
                        rebalance(partition);
                    }
                }
            }
        }

        private void read(TopicPartition partition) {
            long offset = nextToRead.getOrDefault(partition, 0L) + random.nextInt(2);
            nextToRead.put(partition, offset + 1);
            finished.computeIfAbsent(partition, p -> new TreeMap<>()).putIfAbsent(offset, false);
            open.add(new Open(partition, offset, frontier.track(partition, offset), new boolean[1]));
        }

        private void finishOne() {
            if (!open.isEmpty()) {
                finish(open.remove(random.nextInt(open.size())));
            }
        }

        private void finish(Open one) {
            one.ticket().finish();
            if (!one.stale()[0]) {
                finished.get(one.partition()).put(one.offset(), true);
            }
        }

        private void commit() {
            Map<TopicPartition, OffsetAndMetadata> offsets = frontier.advance();
            offsets.forEach((partition, offset) -> {
                assertThat(finished.get(partition).headMap(offset.offset()).values())
                        .as("all before %s of %s", offset.offset(), partition)
                        .doesNotContain(false);
                assertThat(offset.offset()).isGreaterThan(committed.getOrDefault(partition, -1L));
                committed.put(partition, offset.offset());
            });
            frontier.committed(offsets);
        }

        /** The partition leaves and comes back: it is read again from its committed offset, with the old sends still out. */
        private void rebalance(TopicPartition partition) {
            frontier.drop(List.of(partition));
            long from = committed.getOrDefault(partition, 0L);
            nextToRead.put(partition, from);
            if (finished.containsKey(partition)) {
                finished.get(partition).tailMap(from).clear();
            }
            open.stream().filter(one -> one.partition().equals(partition)).forEach(one -> one.stale()[0] = true);
        }

        void finishEverything() {
            open.forEach(this::finish);
            open.clear();
            commit();
            nextToRead.values().removeIf(next -> next == 0);
        }
    }
}
