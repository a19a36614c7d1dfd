package io.minicrm.console;

import io.minicrm.text.Excerpt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows in aligned columns. A table that is wider than the terminal shortens its text columns, the widest first; numbers
 * and {@linkplain #whole whole} columns are never shortened.
 */
public final class Table {

    private static final String GAP = "  ";
    private static final int NARROWEST = 8;
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";

    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    private enum Kind {
        TEXT,
        WHOLE,
        NUMBER
    }

    private record Column(String head, Kind kind) {}

    /** Adds a column of text, which may be shortened to fit the terminal. */
    public Table text(String head) {
        columns.add(new Column(head, Kind.TEXT));
        return this;
    }

    /** Adds a column of text that is never shortened, such as ids to copy. */
    public Table whole(String head) {
        columns.add(new Column(head, Kind.WHOLE));
        return this;
    }

    /** Adds a column of numbers, aligned to the right. */
    public Table number(String head) {
        columns.add(new Column(head, Kind.NUMBER));
        return this;
    }

    /** @param cells one for each column; null is shown as a dash */
    public Table row(@Nullable Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException("%d cells for %d columns".formatted(cells.length, columns.size()));
        }
        rows.add(Arrays.stream(cells).map(Table::shown).toList());
        return this;
    }

    private static String shown(@Nullable Object cell) {
        return switch (cell) {
            case null -> "–";
            case Long number -> Texts.grouped(number);
            case Integer number -> Texts.grouped(number);
            default -> Texts.harmless(cell.toString());
        };
    }

    /** The table for this process's terminal, with a line feed after each row. */
    public String render() {
        return render(Terminal.width(), Terminal.hasColours() ? BOLD : "");
    }

    /** @param emphasis the escape sequence before the heads; empty for none */
    String render(int width, String emphasis) {
        int[] widths = widths(width);
        StringBuilder text = new StringBuilder();
        text.append(emphasis)
                .append(line(columns.stream().map(Column::head).toList(), widths))
                .append(emphasis.isEmpty() ? "" : PLAIN)
                .append('\n');
        rows.forEach(row -> text.append(line(row, widths)).append('\n'));
        return text.toString();
    }

    private int[] widths(int width) {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(
                    length(columns.get(i).head()),
                    rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0));
        }
        long over = Arrays.stream(widths).asLongStream().sum() + (long) GAP.length() * (widths.length - 1) - width;
        while (over > 0) {
            int widest = widest(widths);
            if (widest < 0) {
                break;
            }
            int cut = (int) Math.min(over, widths[widest] - secondWidest(widths, widest));
            widths[widest] -= cut;
            over -= cut;
        }
        return widths;
    }

    private boolean canShrink(int column) {
        return columns.get(column).kind() == Kind.TEXT;
    }

    /** The widest column that can be shortened; -1 if there is none. */
    private int widest(int[] widths) {
        int widest = -1;
        for (int i = 0; i < widths.length; i++) {
            if (canShrink(i) && widths[i] > NARROWEST && (widest < 0 || widths[i] > widths[widest])) {
                widest = i;
            }
        }
        return widest;
    }

    /** The width down to which the widest column is shortened before another one becomes the widest. */
    private int secondWidest(int[] widths, int widest) {
        int second = NARROWEST;
        for (int i = 0; i < widths.length; i++) {
            if (i != widest && canShrink(i)) {
                second = Math.max(second, Math.min(widths[i], widths[widest] - 1));
            }
        }
        return second;
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = Excerpt.fit(cells.get(i), widths[i]);
            String blanks = " ".repeat(Math.max(0, widths[i] - length(cell)));
            line.append(i == 0 ? "" : GAP).append(columns.get(i).kind() == Kind.NUMBER ? blanks + cell : cell + blanks);
        }
        return line.toString().stripTrailing();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
