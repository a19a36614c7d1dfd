package io.minicrm.inspector;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads one page of records.
 *
 * <p><b>Merging.</b> A page merges the partitions by time, but each partition keeps the order of its offsets. So a page
 * always takes the last records (or the first, if it goes forward) of what is left of each partition, and the page
 * token only needs to store where each partition stands. Pages therefore neither skip nor repeat a record, even if
 * timestamps are not in order. For example, the newest two records of two partitions, with their timestamps:
 *
 * <pre>
 *   partition 0   offset 0 at 10:00   offset 1 at 10:05   offset 2 at 10:01
 *   partition 1   offset 0 at 10:02   offset 1 at 10:04
 *
 *   last of each partition: 10:01 and 10:04   take 1@1
 *   last of each partition: 10:01 and 10:02   take 1@0
 *   page: 1@0, 1@1     token: partition 0 up to offset 3, partition 1 up to offset 0
 *
 *   next page: 0@1, 0@2     (0@1 is the newest of all, but it cannot be taken before 0@2)
 * </pre>
 *
 * <p><b>Direction.</b> Kafka reads forward only. To go backward, the scan reads a block of offsets before the known end
 * of each partition and keeps its last matches. While nothing matches, the next block is twice as large.
 *
 * <p><b>Memory</b> is bounded by bytes. A page ends early rather than hold more than {@link #PAGE_BYTES}, and all
 * partitions together keep no more than that again of records that were found but not taken yet. Each may exceed its
 * share by one record, so that a record of any size can be shown.
 */
final class PageScan {

    static final long PAGE_BYTES = 32L << 20;

    private static final int FIRST_BLOCK = 16;
    private static final int LARGEST_BLOCK = 100_000;
    private static final int FILTERED_BLOCK = 20_000;

    private final LogReader reader;
    private final RecordQuery query;
    private final RecordFilter filter;
    private final List<PartitionScan> scans;
    private final long total;
    private final ScanDeadline deadline;
    private final List<StoredRecord> page = new ArrayList<>();
    private final long bytesPerPartition;
    private long pageBytes;
    /** Without progress a page does not end at its deadline, so that no page leads to itself. */
    private boolean hasProgress;

    private long scanned;
    private long gaps;

    PageScan(
            LogReader reader,
            RecordQuery query,
            RecordFilter filter,
            List<PartitionScan> scans,
            long total,
            ScanDeadline deadline) {
        this.reader = reader;
        this.query = query;
        this.filter = filter;
        this.scans = scans;
        this.total = total;
        this.deadline = deadline;
        this.bytesPerPartition = Math.max(1, PAGE_BYTES / Math.max(1, scans.size()));
    }

    private boolean isFull() {
        return page.size() >= query.limit() || pageBytes >= PAGE_BYTES;
    }

    private boolean mayScan() {
        boolean hasTime = !hasProgress || !deadline.isPassed();
        return hasTime && (query.scanLimit() == 0 || scanned < query.scanLimit());
    }

    private void take(StoredRecord taken) {
        page.add(taken);
        pageBytes += taken.size();
    }

    /** The oldest records that are left. */
    RecordPage forward() {
        Map<TopicPartition, PartitionScan> open = LogReader.unread(scans);
        reader.seek(LogReader.lows(open));
        long lastProgress = System.nanoTime();
        while (!isFull()) {
            boolean needsMore = open.values().stream().anyMatch(scan -> scan.first() == null);
            if (needsMore && mayScan()) {
                if (readForward(open)) {
                    lastProgress = System.nanoTime();
                } else {
                    reader.checkSilence(lastProgress);
                }
                continue;
            }
            PartitionScan oldest = best(PartitionScan::first, StoredRecord.ORDER.reversed());
            if (oldest == null) {
                break;
            }
            take(oldest.takeFirst());
        }
        return page(true, scan -> {
            StoredRecord first = scan.first();
            return new PageToken.Span(first == null ? scan.low() : first.offset(), scan.high());
        });
    }

    /** Polls once. Returns whether a partition has made progress. */
    private boolean readForward(Map<TopicPartition, PartitionScan> open) {
        open.forEach((partition, scan) -> {
            if (scan.foundBytes() >= bytesPerPartition || scan.foundCount() >= query.limit()) {
                reader.pause(List.of(partition));
            } else {
                reader.resume(List.of(partition));
            }
        });
        ConsumerRecords<byte[], byte[]> batch = reader.poll();
        for (TopicPartition partition : batch.partitions()) {
            PartitionScan scan = open.get(partition);
            if (scan != null) {
                collect(batch.records(partition), scan);
            }
        }
        long moved = reader.advance(open);
        gaps += moved;
        hasProgress |= moved > 0;
        return moved > 0;
    }

    private void collect(List<ConsumerRecord<byte[], byte[]>> records, PartitionScan scan) {
        for (ConsumerRecord<byte[], byte[]> received : records) {
            if (received.offset() >= scan.high()) {
                return;
            }
            scanned++;
            gaps--;
            if (filter.matches(received)) {
                scan.add(new StoredRecord(received));
            }
        }
    }

    /** The newest records that are left. */
    RecordPage backward() {
        int block = query.hasFilter() ? FILTERED_BLOCK : Math.clamp(query.limit(), FIRST_BLOCK, FILTERED_BLOCK);
        while (!isFull()) {
            List<PartitionScan> needMore = scans.stream()
                    .filter(scan -> scan.last() == null && !scan.isRead())
                    .toList();
            if (!needMore.isEmpty() && mayScan()) {
                readBackward(needMore, block);
                block = Math.min(LARGEST_BLOCK, block * 2);
                continue;
            }
            PartitionScan newest = best(PartitionScan::last, StoredRecord.ORDER);
            if (newest == null) {
                break;
            }
            take(newest.takeLast());
        }
        return page(false, scan -> {
            StoredRecord last = scan.last();
            return new PageToken.Span(scan.low(), last == null ? scan.high() : last.offset() + 1);
        });
    }

    /** Reads the last {@code block} offsets of each partition and keeps the newest matches that fit. */
    private void readBackward(List<PartitionScan> needMore, int block) {
        Map<TopicPartition, PartitionScan> targets = new HashMap<>();
        Map<PartitionScan, Long> begins = new HashMap<>();
        Map<PartitionScan, Long> ends = new HashMap<>();
        List<PartitionScan> blocks = new ArrayList<>();
        for (PartitionScan scan : needMore) {
            long begin = Math.max(scan.low(), scan.high() - block);
            targets.put(scan.partition(), scan);
            begins.put(scan, begin);
            ends.put(scan, scan.high());
            blocks.add(new PartitionScan(scan.partition(), begin, scan.high()));
        }
        reader.drain(blocks, received -> {
            scanned++;
            PartitionScan scan = targets.get(new TopicPartition(received.topic(), received.partition()));
            if (scan != null && filter.matches(received)) {
                scan.add(new StoredRecord(received));
                while (scan.foundCount() > 1
                        && (scan.foundCount() > query.limit() || scan.foundBytes() > bytesPerPartition)) {
                    // The record does not fit, so the next page has to read it again.
                    begins.put(scan, scan.takeFirst().offset() + 1);
                }
            }
        });
        begins.forEach((scan, begin) -> {
            if (!query.hasFilter()) {
                // Without a filter every record received is kept, or lies below the new end.
                gaps += ends.getOrDefault(scan, begin) - begin - scan.foundCount();
            }
            scan.readDownTo(begin);
        });
        hasProgress = true;
    }

    /** The partition whose candidate comes last in the order; null if no partition has a candidate. */
    private @Nullable PartitionScan best(
            Function<PartitionScan, @Nullable StoredRecord> candidateOf, Comparator<StoredRecord> order) {
        PartitionScan best = null;
        StoredRecord bestCandidate = null;
        for (PartitionScan scan : scans) {
            StoredRecord candidate = candidateOf.apply(scan);
            if (candidate != null && (bestCandidate == null || order.compare(candidate, bestCandidate) > 0)) {
                best = scan;
                bestCandidate = candidate;
            }
        }
        return best;
    }

    private RecordPage page(boolean forward, Function<PartitionScan, PageToken.Span> rest) {
        Map<Integer, PageToken.Span> left = new TreeMap<>();
        boolean more = false;
        for (PartitionScan scan : scans) {
            PageToken.Span span = rest.apply(scan);
            left.put(scan.partition().partition(), span);
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
