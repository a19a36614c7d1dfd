package io.minicrm.inspector;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads one page. Partitions are merged by time, each in the order of its offsets, so that a page always takes the end (or the beginning)
 * of what is left of every partition: pages neither lose nor repeat a record, whatever the time stamps say.
 *
 * <p>Memory is bounded by bytes, not by records: a page ends early rather than hold more than {@link #PAGE_BYTES}, and each partition
 * keeps no more than its share of the same again.
 */
final class PageScan {

    static final long PAGE_BYTES = 32L << 20;

    private static final int FIRST_BLOCK = 16;
    private static final int LARGEST_BLOCK = 100_000;
    private static final int FILTERED_BLOCK = 20_000;

    private final LogReader reader;
    private final RecordQuery query;
    private final RecordFilter filter;
    private final List<PartitionScan> lanes;
    private final long total;
    private final List<StoredRecord> page = new ArrayList<>();
    private final long laneBytes;
    private long pageBytes;
    private long scanned;
    private long gaps;

    PageScan(LogReader reader, RecordQuery query, RecordFilter filter, List<PartitionScan> lanes, long total) {
        this.reader = reader;
        this.query = query;
        this.filter = filter;
        this.lanes = lanes;
        this.total = total;
        this.laneBytes = Math.max(1, PAGE_BYTES / Math.max(1, lanes.size()));
    }

    private boolean isFull() {
        return page.size() >= query.limit() || pageBytes >= PAGE_BYTES;
    }

    private boolean mayScan() {
        return query.scanLimit() == 0 || scanned < query.scanLimit();
    }

    private void take(StoredRecord taken) {
        page.add(taken);
        pageBytes += taken.size();
    }

    /** The oldest records that are left. */
    RecordPage forward() {
        Map<TopicPartition, PartitionScan> open = new HashMap<>();
        lanes.stream().filter(lane -> !lane.isRead()).forEach(lane -> open.put(lane.partition(), lane));
        reader.seek(open.values().stream().collect(Collectors.toMap(PartitionScan::partition, PartitionScan::low)));
        long lastProgress = System.nanoTime();
        while (!isFull()) {
            boolean waits = open.values().stream().anyMatch(lane -> lane.first() == null);
            if (waits && mayScan()) {
                if (readOn(open)) {
                    lastProgress = System.nanoTime();
                } else {
                    reader.checkPatience(lastProgress);
                }
                continue;
            }
            PartitionScan next = earliest();
            if (next == null) {
                break;
            }
            take(next.takeFirst());
        }
        return page(true, lane -> {
            StoredRecord first = lane.first();
            return new PageToken.Span(first == null ? lane.low() : first.offset(), lane.high());
        });
    }

    private boolean readOn(Map<TopicPartition, PartitionScan> open) {
        open.forEach((partition, lane) -> {
            if (lane.foundBytes() >= laneBytes || lane.foundCount() >= query.limit()) {
                reader.pause(List.of(partition));
            } else {
                reader.resume(List.of(partition));
            }
        });
        ConsumerRecords<byte[], byte[]> batch = reader.poll();
        for (TopicPartition partition : batch.partitions()) {
            PartitionScan lane = open.get(partition);
            if (lane != null) {
                sift(batch.records(partition), lane);
            }
        }
        boolean moved = false;
        for (PartitionScan lane : List.copyOf(open.values())) {
            long before = lane.low();
            lane.readUpTo(Math.min(lane.high(), reader.position(lane.partition())));
            gaps += lane.low() - before;
            moved |= lane.low() > before;
            if (lane.isRead()) {
                open.remove(lane.partition());
                reader.pause(List.of(lane.partition()));
            }
        }
        return moved;
    }

    private void sift(List<ConsumerRecord<byte[], byte[]>> records, PartitionScan lane) {
        for (ConsumerRecord<byte[], byte[]> received : records) {
            if (received.offset() >= lane.high()) {
                return;
            }
            scanned++;
            gaps--;
            if (filter.matches(received)) {
                lane.add(new StoredRecord(received));
            }
        }
    }

    private @Nullable PartitionScan earliest() {
        PartitionScan earliest = null;
        StoredRecord oldest = null;
        for (PartitionScan lane : lanes) {
            StoredRecord first = lane.first();
            if (first != null && (oldest == null || StoredRecord.ORDER.compare(first, oldest) < 0)) {
                earliest = lane;
                oldest = first;
            }
        }
        return earliest;
    }

    /** The newest records that are left. */
    RecordPage backward() {
        int block = query.filters() ? FILTERED_BLOCK : Math.clamp(query.limit(), FIRST_BLOCK, FILTERED_BLOCK);
        while (!isFull()) {
            List<PartitionScan> waiting = lanes.stream()
                    .filter(lane -> lane.last() == null && !lane.isRead())
                    .toList();
            if (!waiting.isEmpty() && mayScan()) {
                readBack(waiting, block);
                block = Math.min(LARGEST_BLOCK, block * 2);
                continue;
            }
            PartitionScan next = latest();
            if (next == null) {
                break;
            }
            take(next.takeLast());
        }
        return page(false, lane -> {
            StoredRecord last = lane.last();
            return new PageToken.Span(lane.low(), last == null ? lane.high() : last.offset() + 1);
        });
    }

    /** Reads the last {@code block} offsets of each lane and keeps the newest matches that it has room for. */
    private void readBack(List<PartitionScan> waiting, int block) {
        Map<TopicPartition, PartitionScan> targets = new HashMap<>();
        List<PartitionScan> blocks = new ArrayList<>();
        Map<PartitionScan, Long> tops = new HashMap<>();
        for (PartitionScan lane : waiting) {
            long begin = Math.max(lane.low(), lane.high() - block);
            targets.put(lane.partition(), lane);
            tops.put(lane, lane.high());
            blocks.add(new PartitionScan(lane.partition(), begin, lane.high()));
        }
        Map<PartitionScan, Long> begins = new HashMap<>();
        blocks.forEach(part -> begins.put(targets.get(part.partition()), part.low()));
        reader.drain(blocks, received -> {
            scanned++;
            PartitionScan lane = targets.get(new TopicPartition(received.topic(), received.partition()));
            if (lane != null && filter.matches(received)) {
                lane.add(new StoredRecord(received));
                while (lane.foundCount() > 1 && (lane.foundCount() > query.limit() || lane.foundBytes() > laneBytes)) {
                    begins.put(lane, lane.takeFirst().offset() + 1);
                }
            }
        });
        begins.forEach((lane, begin) -> {
            if (!query.filters()) {
                // Without a filter everything received is kept, or lies below the new top.
                gaps += tops.getOrDefault(lane, begin) - begin - lane.foundCount();
            }
            lane.readDownTo(begin);
        });
    }

    private @Nullable PartitionScan latest() {
        PartitionScan latest = null;
        StoredRecord newest = null;
        for (PartitionScan lane : lanes) {
            StoredRecord last = lane.last();
            if (last != null && (newest == null || StoredRecord.ORDER.compare(last, newest) > 0)) {
                latest = lane;
                newest = last;
            }
        }
        return latest;
    }

    private RecordPage page(boolean forward, Function<PartitionScan, PageToken.Span> rest) {
        Map<Integer, PageToken.Span> left = new TreeMap<>();
        boolean more = false;
        for (PartitionScan lane : lanes) {
            PageToken.Span span = rest.apply(lane);
            left.put(lane.partition().partition(), span);
            more |= span.from() < span.to();
        }
        page.sort(StoredRecord.ORDER);
        return new RecordPage(
                List.copyOf(page),
                scanned,
                total,
                Math.max(0, gaps),
                more && !isFull(),
                more ? new PageToken(forward, total, left).text() : null);
    }
}
