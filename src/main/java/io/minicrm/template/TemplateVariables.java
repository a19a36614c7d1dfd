package io.minicrm.template;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import liqp.org.antlr.v4.runtime.ParserRuleContext;
import liqp.org.antlr.v4.runtime.tree.ParseTree;
import liquid.parser.v4.LiquidParser;
import org.jspecify.annotations.Nullable;

/**
 * Finds the names that a template may read from the lead. A name that the template gives a value itself counts only where it is
 * read before, or where the assignment may have been passed by (it stands in a branch, or in a loop that may not turn). Rather a
 * name too many than one too few: only these values travel with a message.
 */
final class TemplateVariables {

    private final Set<String> free = new TreeSet<>();

    private TemplateVariables() {}

    /** The names that the template of that parse tree reads, sorted. */
    static Set<String> of(LiquidParser.ParseContext tree) {
        var variables = new TemplateVariables();
        variables.read(tree, Set.of());
        return Collections.unmodifiableSet(variables.free);
    }

    /** Reads a part of the tree; returns the names that surely have a value after it. */
    private Set<String> read(@Nullable ParseTree tree, Set<String> assigned) {
        return switch (tree) {
            case null -> assigned;
            case LiquidParser.Lookup_id_indexesContext lookup -> {
                name(lookup.id().getText(), assigned);
                yield readAll(lookup.index(), assigned);
            }
            case LiquidParser.Lookup_StrContext lookup -> {
                name(unquoted(lookup.Str().getText()), assigned);
                yield assigned;
            }
            case LiquidParser.AssignmentContext assign -> {
                read(assign.expr(), assigned);
                readAll(assign.filter(), assigned);
                yield with(assigned, assign.id().getText());
            }
            case LiquidParser.Capture_tag_IdContext capture ->
                with(read(capture.block(), assigned), capture.id().getText());
            case LiquidParser.Capture_tag_StrContext capture ->
                with(read(capture.block(), assigned), unquoted(capture.Str().getText()));
            case LiquidParser.If_tagContext branches -> readIf(branches, assigned);
            case LiquidParser.Unless_tagContext branches -> {
                read(branches.expr(), assigned);
                Set<String> first = read(branches.block(), assigned);
                yield common(first, readElse(branches.else_tag(), assigned));
            }
            case LiquidParser.Case_tagContext branches -> readCase(branches, assigned);
            case LiquidParser.For_arrayContext loop -> {
                read(loop.lookup(), assigned);
                readAll(loop.for_attribute(), assigned);
                read(loop.for_block().a, with(with(assigned, loop.id().getText()), "forloop"));
                read(loop.for_block().b, assigned);
                yield assigned;
            }
            case LiquidParser.For_rangeContext loop -> {
                readAll(loop.expr(), assigned);
                readAll(loop.for_attribute(), assigned);
                read(loop.block(), with(with(assigned, loop.id().getText()), "forloop"));
                yield assigned;
            }
            case LiquidParser.Table_tagContext loop -> {
                read(loop.lookup(), assigned);
                readAll(loop.attribute(), assigned);
                read(loop.block(), with(with(assigned, loop.id().getText()), "tablerowloop"));
                yield assigned;
            }
            case ParserRuleContext other -> readAll(TemplateCompiler.children(other), assigned);
            default -> assigned;
        };
    }

    private Set<String> readAll(List<? extends ParseTree> parts, Set<String> assigned) {
        Set<String> after = assigned;
        for (ParseTree part : parts) {
            after = read(part, after);
        }
        return after;
    }

    private Set<String> readIf(LiquidParser.If_tagContext branches, Set<String> assigned) {
        read(branches.expr(), assigned);
        Set<String> after = read(branches.block(), assigned);
        for (LiquidParser.Elsif_tagContext branch : branches.elsif_tag()) {
            read(branch.expr(), assigned);
            after = common(after, read(branch.block(), assigned));
        }
        return common(after, readElse(branches.else_tag(), assigned));
    }

    private Set<String> readCase(LiquidParser.Case_tagContext branches, Set<String> assigned) {
        read(branches.expr(), assigned);
        Set<String> after = readElse(branches.else_tag(), assigned);
        for (LiquidParser.When_tagContext branch : branches.when_tag()) {
            readAll(branch.term(), assigned);
            after = common(after, read(branch.block(), assigned));
        }
        return after;
    }

    private Set<String> readElse(LiquidParser.@Nullable Else_tagContext branch, Set<String> assigned) {
        return branch == null ? assigned : read(branch.block(), assigned);
    }

    private void name(String name, Set<String> assigned) {
        if (!assigned.contains(name)) {
            free.add(name);
        }
    }

    private static Set<String> with(Set<String> names, String name) {
        var more = new HashSet<>(names);
        more.add(name);
        return more;
    }

    private static Set<String> common(Set<String> names, Set<String> others) {
        var both = new HashSet<>(names);
        both.retainAll(others);
        return both;
    }

    private static String unquoted(String text) {
        return text.substring(1, text.length() - 1);
    }
}
