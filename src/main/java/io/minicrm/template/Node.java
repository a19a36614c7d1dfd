package io.minicrm.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a template that renders. */
sealed interface Node {

    /** The nodes of a tag's body or of the whole template. */
    record Block(List<Node> nodes) {

        static final Block EMPTY = new Block(List.of());
    }

    /** Text that is written as it is. */
    record Text(String text) implements Node {}

    /** Writes a value. */
    record Output(Expression.Filtered value) implements Node {}

    /** Gives a variable a value. */
    record Assign(String name, Expression.Filtered value) implements Node {}

    /** Gives a variable the text that a block renders. */
    record Capture(String name, Block body) implements Node {}

    /** Renders the first branch whose condition is true, otherwise the other block. */
    record If(List<Branch> branches, Block otherwise) implements Node {}

    /** A condition and the block that it guards. */
    record Branch(Condition condition, Block body) {}

    /** Renders the block of each value that equals the subject; the other blocks if none does. */
    record Case(Expression subject, List<When> whens) implements Node {}

    /**
     * A block of a {@code case}.
     *
     * @param values null for {@code else}
     */
    record When(@Nullable List<Expression> values, Block body) {}

    /** Renders a block for each item. */
    record For(Loop loop, boolean reversed, Block body, Block otherwise) implements Node {}

    /** Renders the cells of an HTML table, one for each item. */
    record TableRow(Loop loop, @Nullable Expression columns, Block body) implements Node {}

    /**
     * What a loop iterates over.
     *
     * @param variable the variable that each item is assigned to
     * @param name variable and items as they are written, the key for {@code offset: continue}
     * @param limit the most items; null for no limit
     * @param offset the number of items to skip; null for none
     * @param continues whether the loop starts where the previous loop of the same name ended
     */
    record Loop(
            String variable,
            Expression items,
            String name,
            @Nullable Expression limit,
            @Nullable Expression offset,
            boolean continues) {}

    /**
     * Writes the next value of a group.
     *
     * @param group the name of the group; null if the values themselves identify it
     * @param key identifies a group without a name
     */
    record Cycle(@Nullable Expression group, String key, List<Expression> values) implements Node {}

    /** Writes a counter and adds one to it. */
    record Increment(String name) implements Node {}

    /** Subtracts one from a counter and writes it. */
    record Decrement(String name) implements Node {}

    /** Renders a block only if its text differs from that of the previous one. */
    record IfChanged(Block body) implements Node {}

    /** Ends the innermost loop. */
    record Break() implements Node {}

    /** Ends the iteration of the innermost loop. */
    record Continue() implements Node {}
}
