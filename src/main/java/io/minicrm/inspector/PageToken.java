package io.minicrm.inspector;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ended: for each partition the offsets that are still to be read. The ends are those of the first page, so that records
 * that arrive meanwhile do not shift later pages.
 *
 * @param forward whether pages go from old to new
 * @param total the offsets that the query spans
 * @param left what is to be read, from (inclusive) to (exclusive), by partition
 */
record PageToken(boolean forward, long total, Map<Integer, Span> left) {

    record Span(long from, long to) {}

    /** The token as text: letters, digits, - and _. The check sum guards against slips, not against forgers: any range may be asked for. */
    String text() {
        StringBuilder plain = new StringBuilder(forward ? "f" : "b").append(total);
        new TreeMap<>(left)
                .forEach((partition, span) -> plain.append(';')
                        .append(partition)
                        .append(':')
                        .append(span.from())
                        .append('-')
                        .append(span.to()));
        String body = plain.toString();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((checkSum(body) + ";" + body).getBytes(StandardCharsets.US_ASCII));
    }

    /** @throws InvalidQueryException when it is no token of ours */
    static PageToken read(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
            String[] halves = text.split(";", 2);
            if (halves[0].equals(checkSum(halves[1]))) {
                return parse(halves[1]);
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException notOurs) {
            throw notAToken(notOurs);
        }
        throw notAToken(null);
    }

    private static PageToken parse(String body) {
        String[] parts = body.split(";", -1);
        Map<Integer, Span> left = new TreeMap<>();
        for (int i = 1; i < parts.length; i++) {
            String[] numbers = parts[i].split("[:-]", -1);
            left.put(Integer.parseInt(numbers[0]), new Span(Long.parseLong(numbers[1]), Long.parseLong(numbers[2])));
        }
        return new PageToken(parts[0].charAt(0) == 'f', Long.parseLong(parts[0].substring(1)), left);
    }

    private static String checkSum(String body) {
        CRC32 sum = new CRC32();
        sum.update(body.getBytes(StandardCharsets.US_ASCII));
        return Long.toHexString(sum.getValue());
    }

    private static InvalidQueryException notAToken(@Nullable Exception cause) {
        return new InvalidQueryException("page", "is not a page of this inspector; pass it on as it came", cause);
    }
}
