package io.minicrm.template;

import org.jspecify.annotations.Nullable;

/** The position of a loop, which templates read as {@code forloop} or {@code tablerowloop}. */
final class LoopState {

    private final String name;
    private final long length;
    /** Items per row of a table; 0 for a loop that is not a table. */
    private final long columns;

    private final @Nullable LoopState parent;
    private long index;

    private LoopState(String name, long length, long columns, @Nullable LoopState parent) {
        this.name = name;
        this.length = length;
        this.columns = columns;
        this.parent = parent;
    }

    static LoopState ofFor(String name, int length, @Nullable LoopState parent) {
        return new LoopState(name, length, 0, parent);
    }

    static LoopState ofTable(int length, long columns) {
        return new LoopState("", length, columns, null);
    }

    void advance() {
        index++;
    }

    boolean isLast() {
        return index == length - 1;
    }

    long column() {
        return index % columns + 1;
    }

    long row() {
        return index / columns + 1;
    }

    boolean isLastColumn() {
        return column() == columns;
    }

    /** The property of that name; null if there is none. */
    @Nullable
    Object property(String property) {
        return switch (property) {
            case "index" -> index + 1;
            case "index0" -> index;
            case "rindex" -> length - index;
            case "rindex0" -> length - index - 1;
            case "first" -> index == 0;
            case "last" -> isLast();
            case "length" -> length;
            default -> columns > 0 ? ofTable(property) : ofFor(property);
        };
    }

    private @Nullable Object ofFor(String property) {
        return switch (property) {
            case "name" -> name;
            case "parentloop" -> parent;
            default -> null;
        };
    }

    private @Nullable Object ofTable(String property) {
        return switch (property) {
            case "col" -> column();
            case "col0" -> column() - 1;
            case "row" -> row();
            case "col_first" -> column() == 1;
            case "col_last" -> isLastColumn();
            default -> null;
        };
    }
}
