package io.minicrm.template;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a template into text, outputs and tags.
 *
 * <p>A tag ends at the first {@code %}} outside of quotes, an output at the first <code>}}</code> outside of quotes. A
 * hyphen inside of the delimiter removes the white space on that side of the tag, up to the next character that is not
 * white space. The bodies of {@code raw}, {@code comment} and {@code doc} are not template code and are taken as they
 * are. For example
 *
 * <pre>{@code
 * Hi {{ name -}} , {% comment %} {{ {% endcomment %}bye
 * }</pre>
 *
 * <p>consists of the text {@code "Hi "}, an output with the markup {@code " name "}, the text {@code ", "}, from which
 * the hyphen removed a space, and the text {@code "bye"}. Each character is looked at a constant number of times.
 */
final class TemplateLexer {

    private static final String TAG_START = "{%";
    private static final String TAG_END = "%}";
    private static final String OUTPUT_START = "{{";
    private static final String OUTPUT_END = "}}";

    private final Source source;
    private final List<Piece> pieces = new ArrayList<>();

    private int at;
    /** Whether the tag before removes the white space at {@link #at}. */
    private boolean trimming;

    private TemplateLexer(Source source) {
        this.source = source;
    }

    /**
     * Splits a template.
     *
     * @throws TemplateSyntaxException if an output, a tag or a quote is not closed
     */
    static List<Piece> split(Source source) {
        var lexer = new TemplateLexer(source);
        lexer.run();
        return lexer.pieces;
    }

    /** Splits the markup of a {@code liquid} tag, in which each line is a tag. */
    static List<Piece> lines(Source source, int start, int end) {
        var tags = new ArrayList<Piece>();
        int lineStart = start;
        while (lineStart < end) {
            int newline = source.text().indexOf('\n', lineStart);
            int lineEnd = newline < 0 || newline > end ? end : newline;
            int nameAt = source.skipSpace(lineStart, lineEnd);
            if (nameAt < lineEnd) {
                tags.add(tag(source, nameAt, lineEnd));
            }
            lineStart = lineEnd + 1;
        }
        return tags;
    }

    private static Piece.Tag tag(Source source, int nameAt, int end) {
        int nameEnd = nameAt < end && source.charAt(nameAt) == '#' ? nameAt + 1 : source.wordEnd(nameAt, end);
        return new Piece.Tag(source.between(nameAt, nameEnd), nameAt, nameEnd, end);
    }

    private void run() {
        while (at < source.length()) {
            int start = nextDelimiter(at);
            text(start);
            if (start == source.length()) {
                return;
            }
            at = start;
            if (source.text().startsWith(OUTPUT_START, start)) {
                output(start);
            } else {
                tag(start);
            }
        }
    }

    private int nextDelimiter(int from) {
        int brace = source.text().indexOf('{', from);
        while (brace >= 0 && brace + 1 < source.length()) {
            char next = source.charAt(brace + 1);
            if (next == '{' || next == '%') {
                return brace;
            }
            brace = source.text().indexOf('{', brace + 1);
        }
        return source.length();
    }

    /** Adds the text from {@link #at} to {@code end}, without the white space that the tags around it remove. */
    private void text(int end) {
        int start = trimming ? source.skipSpace(at, end) : at;
        trimming = false;
        int last = end;
        if (end + 2 < source.length() && source.charAt(end + 2) == '-') {
            while (last > start && Character.isWhitespace(source.charAt(last - 1))) {
                last--;
            }
        }
        if (last > start) {
            pieces.add(new Piece.Text(source.between(start, last)));
        }
    }

    private void output(int start) {
        int end = closing(start, OUTPUT_END);
        pieces.add(new Piece.Output(markupStart(start), markupEnd(start, end)));
        after(end);
    }

    private void tag(int start) {
        int nameAt = source.skipSpace(markupStart(start), source.length());
        boolean comment = nameAt < source.length() && source.charAt(nameAt) == '#';
        int end = comment ? source.text().indexOf(TAG_END, nameAt) : closing(start, TAG_END);
        if (end < 0) {
            throw neverClosed(start);
        }
        Piece.Tag tag = tag(source, Math.min(nameAt, end), markupEnd(start, end));
        after(end);
        switch (tag.name()) {
            case "raw" -> raw(tag);
            case "comment" -> comment(tag);
            case "doc" -> doc(tag);
            default -> pieces.add(tag);
        }
    }

    private int markupStart(int start) {
        return start + 2 < source.length() && source.charAt(start + 2) == '-' ? start + 3 : start + 2;
    }

    private int markupEnd(int start, int end) {
        return end > start + 2 && source.charAt(end - 1) == '-' ? Math.max(end - 1, markupStart(start)) : end;
    }

    private void after(int end) {
        trimming = source.charAt(end - 1) == '-';
        at = end + 2;
    }

    /** The offset of the closing delimiter, outside of quotes. */
    private int closing(int start, String end) {
        int position = start + 2;
        while (position < source.length()) {
            char c = source.charAt(position);
            if (c == '\'' || c == '"') {
                int quote = source.text().indexOf(c, position + 1);
                if (quote < 0) {
                    throw source.error(position, "this quote is never closed; add %s".formatted(c));
                }
                position = quote;
            } else if (source.text().startsWith(end, position)) {
                return position;
            } else if (c == '{' && nextDelimiter(position) == position) {
                throw neverClosed(start);
            }
            position++;
        }
        throw neverClosed(start);
    }

    private TemplateSyntaxException neverClosed(int start) {
        return source.text().startsWith(OUTPUT_START, start)
                ? source.error(start, "{{ is never closed; add }}")
                : source.error(start, "{% is never closed; add %}");
    }

    private void raw(Piece.Tag tag) {
        int bodyStart = at;
        int end = endTag(tag, at);
        int bodyEnd = end;
        if (trimming) {
            bodyStart = source.skipSpace(bodyStart, bodyEnd);
        }
        if (source.charAt(end + 2) == '-') {
            while (bodyEnd > bodyStart && Character.isWhitespace(source.charAt(bodyEnd - 1))) {
                bodyEnd--;
            }
        }
        pieces.add(new Piece.Raw(source.between(bodyStart, bodyEnd)));
        after(source.text().indexOf(TAG_END, end));
    }

    private void doc(Piece.Tag tag) {
        if (source.skipSpace(tag.start(), tag.end()) < tag.end()) {
            throw source.error(tag.nameAt(), "{% doc %} has no arguments; remove them");
        }
        int end = endTag(tag, at);
        after(source.text().indexOf(TAG_END, end));
    }

    /** The offset of the first tag {@code end…} after the given tag. */
    private int endTag(Piece.Tag tag, int from) {
        String end = "end" + tag.name();
        int start = source.text().indexOf(TAG_START, from);
        while (start >= 0) {
            int name = source.skipSpace(markupStart(start), source.length());
            if (source.text().startsWith(end, name)) {
                int close = source.skipSpace(name + end.length(), source.length());
                if (source.text().startsWith(TAG_END, close) || source.text().startsWith("-" + TAG_END, close)) {
                    return start;
                }
            }
            start = source.text().indexOf(TAG_START, start + 2);
        }
        throw source.error(tag.nameAt(), "{%% %s %%} is never closed; add {%% %s %%}".formatted(tag.name(), end));
    }

    /** Skips a comment. Comments nest, and a {@code raw} in a comment hides the end of the comment. */
    private void comment(Piece.Tag tag) {
        int depth = 1;
        while (depth > 0) {
            int start = source.text().indexOf(TAG_START, at);
            int end = start < 0 ? -1 : source.text().indexOf(TAG_END, start + 2);
            if (end < 0) {
                throw source.error(tag.nameAt(), "{% comment %} is never closed; add {% endcomment %}");
            }
            int nameAt = source.skipSpace(markupStart(start), end);
            Piece.Tag inner = tag(source, nameAt, end);
            at = end + 2;
            switch (inner.name()) {
                case "comment" -> depth++;
                case "endcomment" -> depth--;
                case "raw" -> at = source.text().indexOf(TAG_END, endTag(inner, at)) + 2;
                default -> {
                    // Other tags in a comment have no meaning.
                }
            }
        }
        trimming = source.charAt(at - 3) == '-';
    }
}
