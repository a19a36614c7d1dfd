package io.minicrm.console;

import io.minicrm.text.VisibleText;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where commands print. What is printed contains names, ids and messages from outside, so control characters are shown
 * as dots. Only the styles of the help and of table heads pass: bold, underlined, yellow, cyan and their ends.
 */
public final class SafeWriter extends PrintWriter {

    private static final Pattern STYLE = Pattern.compile("\u001b\\[(?:[0134]|2[1-4]|3[369])m");
    private static final String CLEAR_TO_END = "\u001b[K";

    private final Writer target;

    /** @param target gets the text; flushed after each line */
    public SafeWriter(Writer target) {
        super(new Cleaned(target), true);
        this.target = target;
    }

    /** Replaces the last line of the terminal, which must not have ended. */
    public void redraw(String line) {
        flush();
        try {
            target.write('\r' + VisibleText.lines(line) + CLEAR_TO_END);
            target.flush();
        } catch (IOException failed) {
            setError();
        }
    }

    static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        Matcher style = STYLE.matcher(text);
        int from = 0;
        while (style.find()) {
            clean.append(VisibleText.lines(text.substring(from, style.start()))).append(style.group());
            from = style.end();
        }
        return clean.append(VisibleText.lines(text.substring(from))).toString();
    }

    private static final class Cleaned extends FilterWriter {

        Cleaned(Writer target) {
            super(target);
        }

        @Override
        public void write(int character) throws IOException {
            out.write(clean(String.valueOf((char) character)));
        }

        @Override
        public void write(char[] characters, int offset, int length) throws IOException {
            out.write(clean(new String(characters, offset, length)));
        }

        @Override
        public void write(String text, int offset, int length) throws IOException {
            out.write(clean(text.substring(offset, offset + length)));
        }
    }
}
