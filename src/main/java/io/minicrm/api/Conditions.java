package io.minicrm.api;

import io.minicrm.problem.Precondition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * What a request expects of the thing that it changes: its {@code If-Match} and {@code If-None-Match} (RFC 9110). An
 * operation whose method has a parameter of this type is conditional; {@link ConditionsResolver} reads the headers, and
 * {@link ConditionalOperations} describes them.
 *
 * @param match the tags, one of which the thing must have; null if the header is missing
 * @param noneMatch the tags that it must not have; null if the header is missing
 */
record Conditions(@Nullable List<String> match, @Nullable List<String> noneMatch) {

    private static final String ANYTHING = "*";
    private static final Pattern TAG = Pattern.compile("\\s*(W/)?(\"[!#-~\\x80-\\xff]*\")\\s*(,|$)|\\s*,");

    /**
     * A header that is neither {@code *} nor a list of quoted tags names no tag, so nothing matches it (RFC 9110): a
     * change with such an {@code If-Match} is refused, and one with such an {@code If-None-Match} is made.
     */
    static Conditions of(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        return new Conditions(tags(ifMatch, false), tags(ifNoneMatch, true));
    }

    boolean isEmpty() {
        return match == null && noneMatch == null;
    }

    /** @param weakToo whether weak tags are compared as well; otherwise they match nothing */
    private static @Nullable List<String> tags(@Nullable String value, boolean weakToo) {
        if (value == null) {
            return null;
        }
        if (value.strip().equals(ANYTHING)) {
            return List.of(ANYTHING);
        }
        var tags = new ArrayList<String>();
        Matcher next = TAG.matcher(value);
        int end = 0;
        while (end < value.length() && next.find(end) && next.start() == end) {
            if (next.group(2) != null && (weakToo || next.group(1) == null)) {
                tags.add(next.group(2));
            }
            end = next.end();
        }
        return end < value.length() ? List.of() : tags;
    }

    /**
     * The same as a store checks it.
     *
     * @param tag the tag of a stored thing as the caller sees it
     * @return it throws {@link PreconditionFailedException}
     */
    <T> Precondition<T> on(Function<T, String> tag) {
        return isEmpty() ? Precondition.none() : stored -> check(stored == null ? null : tag.apply(stored));
    }

    private void check(@Nullable String current) {
        if (match != null && !isAmong(match, current)) {
            throw new PreconditionFailedException(HttpHeaders.IF_MATCH, current);
        }
        if (noneMatch != null && isAmong(noneMatch, current)) {
            throw new PreconditionFailedException(HttpHeaders.IF_NONE_MATCH, current);
        }
    }

    private static boolean isAmong(List<String> tags, @Nullable String current) {
        return current != null
                && tags.stream()
                        .anyMatch(tag -> tag.equals(ANYTHING) || revision(tag).equals(revision(current)));
    }

    private static String revision(String tag) {
        int end = tag.indexOf(EntityTags.END_OF_REVISION);
        return end < 0 ? tag : tag.substring(0, end) + '"';
    }
}
