package io.minicrm.inspector;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Which records a query means. For one thread. */
@FunctionalInterface
interface RecordFilter {

    boolean matches(ConsumerRecord<byte[], byte[]> candidate);

    /**
     * The filter of a query, what is cheap to tell first.
     *
     * @throws InvalidQueryException when a part of it cannot be understood
     */
    static RecordFilter of(RecordQuery query) {
        List<RecordFilter> all = new ArrayList<>();
        if (query.key() != null) {
            byte[] key = query.key().getBytes(UTF_8);
            all.add(candidate -> Arrays.equals(key, candidate.key()));
        }
        query.headers().forEach(header -> all.add(header(header)));
        if (query.grep() != null) {
            byte[] needle = query.grep().getBytes(UTF_8);
            all.add(candidate -> contains(candidate, needle));
        }
        if (query.where() != null) {
            all.add(CelFilter.compile(query.where())::matches);
        }
        return switch (all.size()) {
            case 0 -> candidate -> true;
            case 1 -> all.getFirst();
            default -> candidate -> all.stream().allMatch(filter -> filter.matches(candidate));
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

    private static boolean contains(ConsumerRecord<byte[], byte[]> candidate, byte[] needle) {
        if (contains(candidate.value(), needle) || contains(candidate.key(), needle)) {
            return true;
        }
        for (Header header : candidate.headers()) {
            if (contains(header.value(), needle) || contains(header.key().getBytes(UTF_8), needle)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the bytes have the others among them; no bytes have none. */
    static boolean contains(byte @Nullable [] hay, byte[] needle) {
        if (hay == null) {
            return false;
        }
        if (needle.length == 0) {
            return true;
        }
        for (int at = 0; at <= hay.length - needle.length; at++) {
            if (hay[at] == needle[0] && Arrays.equals(hay, at, at + needle.length, needle, 0, needle.length)) {
                return true;
            }
        }
        return false;
    }
}
