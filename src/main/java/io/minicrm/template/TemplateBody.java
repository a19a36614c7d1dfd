package io.minicrm.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import liqp.TemplateContext;
import liqp.nodes.LNode;
import liquid.parser.v4.LiquidParser;

/** What a template renders with: {@link Liquid} for all of it, {@link Segments} for most templates, and faster. */
sealed interface TemplateBody {

    /** Renders values that {@link PlainValue} has made; within its {@link RenderBudget}. */
    String render(Map<String, Object> values);

    /** The body for a parse tree. */
    static TemplateBody of(LiquidParser.ParseContext tree) {
        return Segments.of(tree).<TemplateBody>map(segments -> segments).orElseGet(() -> Liquid.of(tree));
    }

    /** liqp's nodes. */
    record Liquid(LNode root) implements TemplateBody {

        static Liquid of(LiquidParser.ParseContext tree) {
            return new Liquid(TemplateCompiler.compile(tree));
        }

        @Override
        public String render(Map<String, Object> values) {
            return RenderBudget.within(
                    () -> PlainValue.text(root.render(new TemplateContext(TemplateCompiler.PARSER, values)))
                            .toString());
        }
    }

    /** Text and names in turn: a template that only puts values in their places. A property test holds it equal to Liquid. */
    record Segments(List<Segment> segments) implements TemplateBody {

        /** A text, or the name of a value. */
        record Segment(String text, boolean isName) {}

        /** Empty when the template does more than to put values in their places. */
        static Optional<Segments> of(LiquidParser.ParseContext tree) {
            var segments = new ArrayList<Segment>();
            for (LiquidParser.AtomContext atom : tree.block().atom()) {
                if (atom instanceof LiquidParser.Atom_othersContext) {
                    segments.add(new Segment(atom.getText(), false));
                } else if (atom instanceof LiquidParser.Atom_outputContext output
                        && output.output().filter().isEmpty()
                        && output.output().term() instanceof LiquidParser.Term_lookupContext term
                        && term.lookup() instanceof LiquidParser.Lookup_id_indexesContext lookup
                        && lookup.index().isEmpty()) {
                    segments.add(new Segment(lookup.id().getText(), true));
                } else {
                    return Optional.empty();
                }
            }
            return Optional.of(new Segments(List.copyOf(segments)));
        }

        @Override
        public String render(Map<String, Object> values) {
            var text = new StringBuilder();
            for (Segment segment : segments) {
                CharSequence part = segment.isName ? PlainValue.text(values.get(segment.text)) : segment.text;
                RenderBudget.checkText((long) text.length() + part.length());
                text.append(part);
            }
            return text.toString();
        }
    }
}
