package io.minicrm.inspector;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How far a scan has come.
 *
 * @param scanned the records that were read
 * @param left the offsets up to the end of the topic that were not read; 0 if it was read to its end
 * @param next the offsets to continue at, by partition
 */
public record ScannedPart(long scanned, long left, Map<Integer, Long> next) {

    static ScannedPart of(long scanned, List<PartitionScan> scans) {
        return new ScannedPart(
                scanned,
                scans.stream()
                        .mapToLong(scan -> Math.max(0, scan.high() - scan.low()))
                        .sum(),
                scans.stream().collect(Collectors.toMap(scan -> scan.partition().partition(), PartitionScan::low)));
    }
}
