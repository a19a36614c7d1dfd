package io.minicrm.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Selects records. For one thread. */
@FunctionalInterface
interface RecordFilter {

    boolean matches(ConsumerRecord<byte[], byte[]> candidate);

    /**
     * The filter of a query. Its conditions are checked in the order of their cost.
     *
     * @throws InvalidQueryException if a condition cannot be parsed
     */
    static RecordFilter of(RecordQuery query, ScanDeadline deadline) {
        List<RecordFilter> conditions = new ArrayList<>();
        // Timestamps need not be in the order of the offsets, so a time is not one place in a partition.
        if (query.from() instanceof Position.Time(Instant from)) {
            conditions.add(candidate -> candidate.timestamp() >= from.toEpochMilli());
        }
        if (query.to() instanceof Position.Time(Instant to)) {
            conditions.add(candidate -> candidate.timestamp() < to.toEpochMilli());
        }
        if (query.key() != null) {
            byte[] key = query.key().getBytes(UTF_8);
            conditions.add(candidate -> Arrays.equals(key, candidate.key()));
        }
        query.headers().forEach(header -> conditions.add(header(header)));
        if (query.grep() != null) {
            byte[] text = query.grep().getBytes(UTF_8);
            conditions.add(candidate -> contains(candidate, text));
        }
        if (query.where() != null) {
            conditions.add(CelFilter.compile(query.where(), deadline)::matches);
        }
        return switch (conditions.size()) {
            case 0 -> candidate -> true;
            case 1 -> conditions.getFirst();
            default -> candidate -> conditions.stream().allMatch(condition -> condition.matches(candidate));
        };
    }

    private static RecordFilter header(String condition) {
        int equals = condition.indexOf('=');
        if (equals < 1) {
            throw new InvalidQueryException("header", "is \"%s\"; give name=value".formatted(condition));
        }
        String name = condition.substring(0, equals);
        byte[] wanted = condition.substring(equals + 1).getBytes(UTF_8);
        return candidate -> {
            for (Header header : candidate.headers().headers(name)) {
                if (Arrays.equals(wanted, header.value())) {
                    return true;
                }
            }
            return false;
        };
    }

    private static boolean contains(ConsumerRecord<byte[], byte[]> candidate, byte[] text) {
        if (ByteSearch.contains(candidate.value(), text) || ByteSearch.contains(candidate.key(), text)) {
            return true;
        }
        for (Header header : candidate.headers()) {
            if (ByteSearch.contains(header.value(), text)
                    || ByteSearch.contains(header.key().getBytes(UTF_8), text)) {
                return true;
            }
        }
        return false;
    }
}
