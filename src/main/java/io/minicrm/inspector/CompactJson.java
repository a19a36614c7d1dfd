package io.minicrm.inspector;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** JSON without whitespace between its tokens. Nothing else changes: numbers and escapes stay as they were written. */
final class CompactJson {

    private static final JsonFactory JSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private CompactJson() {}

    static JsonParser parser(byte[] bytes) {
        return JSON.createParser(ObjectReadContext.empty(), bytes);
    }

    /**
     * The compact form; null if the text is not a single JSON value, or is the word null, which would look like a
     * tombstone.
     */
    static @Nullable String of(byte[] bytes, String text) {
        // Jackson takes bytes with zeros between them as UTF-16.
        if (text.indexOf('\0') >= 0 || !isJson(bytes)) {
            return null;
        }
        String compact = compact(text);
        return compact.equals("null") ? null : compact;
    }

    private static boolean isJson(byte[] bytes) {
        try (JsonParser parser = parser(bytes)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException broken) {
            return false;
        }
    }

    private static String compact(String text) {
        StringBuilder compact = new StringBuilder(text.length());
        boolean quoted = false;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quoted) {
                compact.append(c);
                if (c == '\\') {
                    at++;
                    compact.append(text.charAt(at));
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c != ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\uFEFF') {
                compact.append(c);
                quoted = c == '"';
            }
        }
        return compact.toString();
    }
}
