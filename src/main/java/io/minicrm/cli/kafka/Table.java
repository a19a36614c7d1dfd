package io.minicrm.cli.kafka;

import io.minicrm.text.Excerpt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Aligned columns: numbers to the right, text to the left; the widest texts are cut where the terminal ends. */
final class Table {

    private static final String GAP = "  ";
    private static final int NARROWEST = 8;
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";

    private final List<String> heads;
    private final boolean[] numeric;
    private final boolean[] whole;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param heads the columns; one that begins with # is of numbers, one that begins with ! is never cut */
    Table(String... heads) {
        this.heads =
                Arrays.stream(heads).map(head -> head.replaceFirst("^[#!]", "")).toList();
        this.numeric = new boolean[heads.length];
        this.whole = new boolean[heads.length];
        for (int i = 0; i < heads.length; i++) {
            numeric[i] = heads[i].startsWith("#");
            whole[i] = numeric[i] || heads[i].startsWith("!");
        }
    }

    Table row(@Nullable Object... cells) {
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

    String render(int width, boolean colours) {
        int[] widths = widths(width);
        StringBuilder text = new StringBuilder();
        append(text, heads, widths, colours ? BOLD : "", colours ? PLAIN : "");
        rows.forEach(row -> append(text, row, widths, "", ""));
        return text.toString();
    }

    private int[] widths(int width) {
        int[] widths = new int[heads.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(
                    length(heads.get(i)),
                    rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0));
        }
        long over = Arrays.stream(widths).asLongStream().sum() + (long) GAP.length() * (widths.length - 1) - width;
        while (over > 0) {
            int widest = widest(widths);
            if (widest < 0) {
                break;
            }
            int second = NARROWEST;
            for (int i = 0; i < widths.length; i++) {
                if (i != widest && !whole[i]) {
                    second = Math.max(second, Math.min(widths[i], widths[widest] - 1));
                }
            }
            int cut = (int) Math.min(over, widths[widest] - second);
            widths[widest] -= cut;
            over -= cut;
        }
        return widths;
    }

    /** The widest column that may be cut; -1 when all are as narrow as they may be. */
    private int widest(int[] widths) {
        int widest = -1;
        for (int i = 0; i < widths.length; i++) {
            if (!whole[i] && widths[i] > NARROWEST && (widest < 0 || widths[i] > widths[widest])) {
                widest = i;
            }
        }
        return widest;
    }

    private void append(StringBuilder text, List<String> cells, int[] widths, String before, String after) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = Excerpt.fit(cells.get(i), widths[i]);
            String blanks = " ".repeat(Math.max(0, widths[i] - length(cell)));
            line.append(i == 0 ? "" : GAP).append(numeric[i] ? blanks + cell : cell + blanks);
        }
        text.append(before)
                .append(line.toString().stripTrailing())
                .append(after)
                .append('\n');
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
