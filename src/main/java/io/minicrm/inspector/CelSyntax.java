package io.minicrm.inspector;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelComprehension;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What the syntax tree of a CEL expression reveals before it is evaluated. */
final class CelSyntax {

    private final Set<String> names = new HashSet<>();
    private boolean hasLoops;

    private CelSyntax() {}

    static CelSyntax of(CelExpr expression) {
        CelSyntax syntax = new CelSyntax();
        syntax.collect(expression, Set.of());
        return syntax;
    }

    /** The names that refer to something outside of the expression, unlike v in {@code list.exists(v, v > 1)}. */
    Set<String> names() {
        return names;
    }

    boolean hasLoops() {
        return hasLoops;
    }

    private void collect(CelExpr expr, Set<String> bound) {
        switch (expr.getKind()) {
            case IDENT -> {
                if (!bound.contains(expr.ident().name())) {
                    names.add(expr.ident().name());
                }
            }
            case SELECT -> collect(expr.select().operand(), bound);
            case CALL -> {
                expr.call().target().ifPresent(target -> collect(target, bound));
                expr.call().args().forEach(argument -> collect(argument, bound));
            }
            case LIST -> expr.list().elements().forEach(element -> collect(element, bound));
            case STRUCT -> expr.struct().entries().forEach(entry -> collect(entry.value(), bound));
            case MAP ->
                expr.map().entries().forEach(entry -> {
                    collect(entry.key(), bound);
                    collect(entry.value(), bound);
                });
            case COMPREHENSION -> collectLoop(expr.comprehension(), bound);
            case CONSTANT, NOT_SET -> {}
        }
    }

    private void collectLoop(CelComprehension loop, Set<String> bound) {
        hasLoops = true;
        collect(loop.iterRange(), bound);
        collect(loop.accuInit(), bound);
        Set<String> inside = new HashSet<>(bound);
        inside.addAll(List.of(loop.iterVar(), loop.iterVar2(), loop.accuVar()));
        collect(loop.loopCondition(), inside);
        collect(loop.loopStep(), inside);
        collect(loop.result(), inside);
    }

    /** The texts of all parts {@code field == "text"} that must be true for the whole expression to be true. */
    static List<byte[]> requiredTexts(CelExpr expression, Predicate<String> isField) {
        List<byte[]> texts = new ArrayList<>();
        collectRequired(expression, isField, texts);
        return texts;
    }

    private static void collectRequired(CelExpr expr, Predicate<String> isField, List<byte[]> into) {
        if (expr.getKind() != CelExpr.ExprKind.Kind.CALL) {
            return;
        }
        List<CelExpr> args = expr.call().args();
        switch (expr.call().function()) {
            case "_&&_" -> args.forEach(part -> collectRequired(part, isField, into));
            case "_==_" -> {
                addText(args.get(0), args.get(1), isField, into);
                addText(args.get(1), args.get(0), isField, into);
            }
            default -> {}
        }
    }

    private static void addText(CelExpr name, CelExpr text, Predicate<String> isField, List<byte[]> into) {
        if (name.getKind() == CelExpr.ExprKind.Kind.IDENT
                && isField.test(name.ident().name())
                && text.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && text.constant().getKind() == CelConstant.Kind.STRING_VALUE) {
            into.add(text.constant().stringValue().getBytes(StandardCharsets.UTF_8));
        }
    }
}
