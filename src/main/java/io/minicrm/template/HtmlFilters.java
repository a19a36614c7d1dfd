package io.minicrm.template;

import io.minicrm.template.Filter.Arguments;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Filters on HTML. */
final class HtmlFilters {

    private static final Pattern ENTITY =
            Pattern.compile("&(?:[A-Za-z][A-Za-z0-9]{0,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});");

    private HtmlFilters() {}

    static String escape(@Nullable Object input, Arguments arguments) {
        var html = new StringBuilder();
        Values.text(input).chars().forEach(c -> escape((char) c, html));
        return html.toString();
    }

    /** Escapes, but keeps the entities that are there. */
    static String escapeOnce(@Nullable Object input, Arguments arguments) {
        String text = Values.text(input);
        var html = new StringBuilder();
        var entity = ENTITY.matcher(text);
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) == '&' && entity.region(at, text.length()).lookingAt()) {
                html.append(entity.group());
                at = entity.end() - 1;
            } else {
                escape(text.charAt(at), html);
            }
        }
        return html.toString();
    }

    private static void escape(char c, StringBuilder html) {
        switch (c) {
            case '&' -> html.append("&amp;");
            case '<' -> html.append("&lt;");
            case '>' -> html.append("&gt;");
            case '"' -> html.append("&quot;");
            case '\'' -> html.append("&#39;");
            default -> html.append(c);
        }
    }

    /** Removes tags and comments, and scripts and styles with their content. */
    static String stripHtml(@Nullable Object input, Arguments arguments) {
        String html = Values.text(input);
        String lower = html.toLowerCase(Locale.ROOT);
        // Each opening bracket may search the rest of the text in vain.
        long open = html.chars().filter(c -> c == '<').count();
        arguments.budget().spendSearch(html.length(), (int) open);
        if (lower.length() != html.length()) {
            lower = html;
        }
        var text = new StringBuilder();
        int at = 0;
        while (at < html.length()) {
            int tag = html.indexOf('<', at);
            int end = tag < 0 ? -1 : tagEnd(html, lower, tag);
            if (end < 0) {
                return text.append(html, at, html.length()).toString();
            }
            text.append(html, at, tag);
            at = end;
        }
        return text.toString();
    }

    /** The offset after the tag, or after the whole element if its content is removed; -1 if nothing more is closed. */
    private static int tagEnd(String html, String lower, int tag) {
        int end = -1;
        if (lower.startsWith("<script", tag)) {
            end = after(lower, "</script>", tag);
        } else if (lower.startsWith("<style", tag)) {
            end = after(lower, "</style>", tag);
        } else if (lower.startsWith("<!--", tag)) {
            end = after(lower, "-->", tag);
        }
        return end >= 0 ? end : after(html, ">", tag);
    }

    private static int after(String html, String end, int from) {
        int at = html.indexOf(end, from);
        return at < 0 ? -1 : at + end.length();
    }
}
