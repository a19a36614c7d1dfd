package io.minicrm.template;

import io.minicrm.template.Filter.Arguments;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Filters on texts. Characters are code points: none is ever cut in half. */
final class TextFilters {

    private static final int TRUNCATED_LENGTH = 50;
    private static final int TRUNCATED_WORDS = 15;
    private static final String ELLIPSIS = "...";

    private TextFilters() {}

    static String append(@Nullable Object input, Arguments arguments) {
        return Values.text(input) + arguments.text(0);
    }

    static String prepend(@Nullable Object input, Arguments arguments) {
        return arguments.text(0) + Values.text(input);
    }

    static String upcase(@Nullable Object input, Arguments arguments) {
        return Values.text(input).toUpperCase(Locale.ROOT);
    }

    static String downcase(@Nullable Object input, Arguments arguments) {
        return Values.text(input).toLowerCase(Locale.ROOT);
    }

    /** The first character in upper case, the others in lower case. */
    static String capitalize(@Nullable Object input, Arguments arguments) {
        String text = Values.text(input);
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT)
                + text.substring(first).toLowerCase(Locale.ROOT);
    }

    static String strip(@Nullable Object input, Arguments arguments) {
        return Values.text(input).strip();
    }

    static String lstrip(@Nullable Object input, Arguments arguments) {
        return Values.text(input).stripLeading();
    }

    static String rstrip(@Nullable Object input, Arguments arguments) {
        return Values.text(input).stripTrailing();
    }

    static String stripNewlines(@Nullable Object input, Arguments arguments) {
        return Values.text(input).replace("\r\n", "").replace("\n", "");
    }

    static String newlineToBr(@Nullable Object input, Arguments arguments) {
        return Values.text(input).replace("\r\n", "\n").replace("\n", "<br />\n");
    }

    static String replace(@Nullable Object input, Arguments arguments) {
        return replaceAll(Values.text(input), arguments.text(0), arguments.text(1), arguments);
    }

    static String remove(@Nullable Object input, Arguments arguments) {
        return replaceAll(Values.text(input), arguments.text(0), "", arguments);
    }

    private static String replaceAll(String text, String part, String replacement, Arguments arguments) {
        arguments.budget().spendSearch(text.length(), part.length());
        if (replacement.length() > part.length()) {
            long found = part.isEmpty() ? text.length() + 1L : occurrences(text, part);
            RenderBudget.checkText(text.length() + found * (replacement.length() - part.length()));
        }
        return text.replace(part, replacement);
    }

    private static long occurrences(String text, String part) {
        long count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    static String replaceFirst(@Nullable Object input, Arguments arguments) {
        return replaceOne(input, arguments, Occurrence.FIRST, arguments.text(1));
    }

    static String removeFirst(@Nullable Object input, Arguments arguments) {
        return replaceOne(input, arguments, Occurrence.FIRST, "");
    }

    static String replaceLast(@Nullable Object input, Arguments arguments) {
        return replaceOne(input, arguments, Occurrence.LAST, arguments.text(1));
    }

    static String removeLast(@Nullable Object input, Arguments arguments) {
        return replaceOne(input, arguments, Occurrence.LAST, "");
    }

    private enum Occurrence {
        FIRST,
        LAST
    }

    private static String replaceOne(
            @Nullable Object input, Arguments arguments, Occurrence occurrence, String replacement) {
        String text = Values.text(input);
        String part = arguments.text(0);
        arguments.budget().spendSearch(text.length(), part.length());
        int at = switch (occurrence) {
            case FIRST -> text.indexOf(part);
            case LAST -> text.lastIndexOf(part);
        };
        return at < 0 ? text : text.substring(0, at) + replacement + text.substring(at + part.length());
    }

    /** At most so many characters, the ellipsis included. */
    static String truncate(@Nullable Object input, Arguments arguments) {
        String text = Values.text(input);
        int length = arguments.values().isEmpty() ? TRUNCATED_LENGTH : arguments.integer(0);
        String ellipsis = arguments.values().size() > 1 ? arguments.text(1) : ELLIPSIS;
        int characters = text.codePointCount(0, text.length());
        if (characters <= length) {
            return text;
        }
        int kept = Math.max(0, length - ellipsis.codePointCount(0, ellipsis.length()));
        return text.substring(0, text.offsetByCodePoints(0, Math.min(kept, characters))) + ellipsis;
    }

    static String truncatewords(@Nullable Object input, Arguments arguments) {
        String text = Values.text(input);
        int length = Math.max(1, arguments.values().isEmpty() ? TRUNCATED_WORDS : arguments.integer(0));
        String ellipsis = arguments.values().size() > 1 ? arguments.text(1) : ELLIPSIS;
        List<Object> words = words(text);
        return words.size() <= length
                ? text
                : String.join(" ", words.subList(0, length).toArray(String[]::new)) + ellipsis;
    }

    /** Parts between separators. A space separates at any white space, an empty text between all characters. */
    static List<Object> split(@Nullable Object input, Arguments arguments) {
        String text = Values.text(input);
        String separator = arguments.text(0);
        arguments.budget().spendSearch(text.length(), separator.length());
        if (separator.isEmpty()) {
            return text.codePoints().<Object>mapToObj(Character::toString).toList();
        }
        if (separator.equals(" ")) {
            return words(text);
        }
        var parts = new ArrayList<Object>();
        int start = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, start)) {
            parts.add(text.substring(start, at));
            start = at + separator.length();
        }
        parts.add(text.substring(start));
        while (!parts.isEmpty() && parts.getLast().equals("")) {
            parts.removeLast();
        }
        return parts;
    }

    private static List<Object> words(String text) {
        var words = new ArrayList<Object>();
        int start = -1;
        for (int at = 0; at <= text.length(); at++) {
            boolean space = at == text.length() || Character.isWhitespace(text.charAt(at));
            if (space && start >= 0) {
                words.add(text.substring(start, at));
                start = -1;
            } else if (!space && start < 0) {
                start = at;
            }
        }
        return words;
    }

    /** A part of a text or list from a position, counted from the end if negative. */
    static @Nullable Object slice(@Nullable Object input, Arguments arguments) {
        int start = arguments.integer(0);
        int length = arguments.has(1) ? arguments.integer(1) : 1;
        if (input instanceof List<?> items) {
            int from = start < 0 ? items.size() + start : start;
            return from < 0 || from > items.size() || length < 0
                    ? List.of()
                    : List.copyOf(items.subList(from, (int) Math.min(items.size(), (long) from + length)));
        }
        String text = Values.text(input);
        int characters = text.codePointCount(0, text.length());
        int from = start < 0 ? characters + start : start;
        if (from < 0 || from > characters || length < 0) {
            return "";
        }
        int begin = text.offsetByCodePoints(0, from);
        return text.substring(begin, text.offsetByCodePoints(begin, Math.min(length, characters - from)));
    }

    static String urlEncode(@Nullable Object input, Arguments arguments) {
        return URLEncoder.encode(Values.text(input), StandardCharsets.UTF_8)
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    static String urlDecode(@Nullable Object input, Arguments arguments) {
        try {
            return URLDecoder.decode(Values.text(input), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException invalid) {
            throw new TemplateRenderException("url_decode: the text is not URL-encoded", invalid);
        }
    }

    static String base64Encode(@Nullable Object input, Arguments arguments) {
        return Base64.getEncoder().encodeToString(bytes(input));
    }

    static String base64UrlSafeEncode(@Nullable Object input, Arguments arguments) {
        return Base64.getUrlEncoder().encodeToString(bytes(input));
    }

    private static byte[] bytes(@Nullable Object input) {
        return Values.text(input).getBytes(StandardCharsets.UTF_8);
    }

    static String base64Decode(@Nullable Object input, Arguments arguments) {
        return decoded(input, Base64.getDecoder());
    }

    static String base64UrlSafeDecode(@Nullable Object input, Arguments arguments) {
        return decoded(input, Base64.getUrlDecoder());
    }

    private static String decoded(@Nullable Object input, Base64.Decoder decoder) {
        try {
            byte[] bytes = decoder.decode(Values.text(input));
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException invalid) {
            throw new TemplateRenderException("The value is not a Base64-encoded text", invalid);
        }
    }
}
