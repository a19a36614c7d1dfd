package io.minicrm.inspector;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ended: the offsets of each partition that are still to be read. The range was fixed by the first page,
 * so records that arrive later do not shift later pages.
 *
 * @param forward whether pages go from old to new
 * @param total how many offsets the query covers
 * @param left the offsets to be read, from (inclusive) to (exclusive), by partition
 */
record PageToken(boolean forward, long total, Map<Integer, Span> left) {

    record Span(long from, long to) {}

    /**
     * The token as text of letters, digits, - and _. Its checksum detects mistakes, not forgery: a caller may ask for
     * any range.
     */
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
                .encodeToString((checksum(body) + ";" + body).getBytes(StandardCharsets.US_ASCII));
    }

    /** @throws InvalidQueryException if the text is not a page token */
    static PageToken read(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
            String[] halves = text.split(";", 2);
            if (halves[0].equals(checksum(halves[1]))) {
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

    private static String checksum(String body) {
        CRC32 sum = new CRC32();
        sum.update(body.getBytes(StandardCharsets.US_ASCII));
        return Long.toHexString(sum.getValue());
    }

    private static InvalidQueryException notAToken(@Nullable Exception cause) {
        return InvalidQueryException.notFound(
                "page", "is not a page token; give the one from the previous page, unchanged", cause);
    }
}
