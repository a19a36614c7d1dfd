package io.minicrm.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import liqp.Insertion;
import liqp.Insertions;
import liqp.TemplateContext;
import liqp.TemplateParser;
import liqp.blocks.Block;
import liqp.exceptions.LiquidException;
import liqp.filters.Filter;
import liqp.filters.Filters;
import liqp.nodes.AtomNode;
import liqp.nodes.ContainsNode;
import liqp.nodes.FilterNode;
import liqp.nodes.InsertionNode;
import liqp.nodes.LNode;
import liqp.nodes.LookupNode;
import liqp.org.antlr.v4.runtime.ParserRuleContext;
import liqp.org.antlr.v4.runtime.Token;
import liqp.org.antlr.v4.runtime.tree.ParseTree;
import liqp.parser.Flavor;
import liqp.parser.v4.NodeVisitor;
import liquid.parser.v4.LiquidParser;
import org.jspecify.annotations.Nullable;

/**
 * Makes a template's parse tree into nodes that render: liqp's own, each of which pays for its work. The nodes hold no state of
 * a rendering, so many threads may render one tree. (liqp's {@code Template} visits its tree anew for every rendering and keeps
 * the last context in a field, and its time limit renders in a thread of an executor made for it; none of that is used.)
 */
final class TemplateCompiler extends NodeVisitor {

    static final TemplateParser PARSER = new TemplateParser.Builder()
            .withFlavor(Flavor.LIQUID)
            .withLocale(Locale.ENGLISH)
            .withMaxIterations(RenderBudget.MAX_ITERATIONS)
            .withRenderTransformer(new BoundedOutput())
            .withNameResolver(name -> {
                throw new TemplateRenderException("Templates cannot include files");
            })
            .build();

    private static final Insertions INSERTIONS = Insertions.STANDARD_INSERTIONS;
    private static final Set<String> BLOCK_NAMES = INSERTIONS.values().stream()
            .filter(Block.class::isInstance)
            .map(insertion -> insertion.name)
            .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> TAG_NAMES = INSERTIONS.values().stream()
            .map((Insertion insertion) -> insertion.name)
            .filter(name -> !BLOCK_NAMES.contains(name))
            .collect(Collectors.toUnmodifiableSet());
    private static final Map<String, Filter> FILTERS = BoundedFilter.all();

    private static final Pattern OFFENDING =
            Pattern.compile("input '(.*?)'(?: expecting |\"? on line |\"$)", Pattern.DOTALL);
    private static final int COMPARISONS_A_UNIT = 16;
    private static final int MAX_QUOTED = 30;

    private TemplateCompiler() {
        super(INSERTIONS, Filters.of(FILTERS), true);
    }

    /**
     * Parses a template.
     *
     * @throws TemplateSyntaxException when it cannot be read
     */
    static LiquidParser.ParseContext parse(String source) {
        TemplateScan.check(source, BLOCK_NAMES, TAG_NAMES);
        try {
            return (LiquidParser.ParseContext) PARSER.parse(source).getParseTree();
        } catch (LiquidException e) {
            throw new TemplateSyntaxException(e.line, e.charPositionInLine + 1, problem(e));
        }
    }

    /**
     * Makes a parse tree into a node that renders.
     *
     * @throws TemplateSyntaxException when it names what does not exist
     */
    static LNode compile(LiquidParser.ParseContext tree) {
        return new TemplateCompiler().visitParse(tree);
    }

    /** The error of something that reads well but means nothing. */
    static TemplateSyntaxException error(Token token, String problem) {
        return new TemplateSyntaxException(token.getLine(), token.getCharPositionInLine() + 1, problem);
    }

    /** liqp quotes all that it had read of a tag when it gave up; what does not fit is the last word. */
    private static String problem(LiquidException e) {
        Matcher quoted = OFFENDING.matcher(String.valueOf(e.getMessage()));
        String text = quoted.find() ? quoted.group(1).strip() : "";
        String word = text.substring(1 + text.lastIndexOf(' '));
        if (word.isEmpty() || word.endsWith("<EOF>")) {
            return "this cannot be read; check that tags, quotes and brackets are complete";
        }
        if (word.startsWith("{")) {
            return "this tag cannot be read; check it for a missing quote, comma, colon or |";
        }
        return "\"%s\" does not fit here; check the tag for a missing quote, comma, colon or |"
                .formatted(word.substring(Math.max(0, word.length() - MAX_QUOTED)));
    }

    @Override
    public LNode visitAtom_tag(LiquidParser.Atom_tagContext ctx) {
        return paid(super.visitAtom_tag(ctx));
    }

    @Override
    public LNode visitAtom_output(LiquidParser.Atom_outputContext ctx) {
        return paid(super.visitAtom_output(ctx));
    }

    @Override
    public LNode visitAtom_assignment(LiquidParser.Atom_assignmentContext ctx) {
        return paid(super.visitAtom_assignment(ctx));
    }

    @Override
    public LNode visitTerm_lookup(LiquidParser.Term_lookupContext ctx) {
        return paid(super.visitTerm_lookup(ctx));
    }

    @Override
    public LNode visitExpr_logic(LiquidParser.Expr_logicContext ctx) {
        return paid(super.visitExpr_logic(ctx));
    }

    @Override
    public LNode visitExpr_eq(LiquidParser.Expr_eqContext ctx) {
        return paid(super.visitExpr_eq(ctx));
    }

    @Override
    public LNode visitExpr_rel(LiquidParser.Expr_relContext ctx) {
        return paid(super.visitExpr_rel(ctx));
    }

    @Override
    public LNode visitExpr_contains(LiquidParser.Expr_containsContext ctx) {
        LNode whole = visit(ctx.lhs);
        LNode part = visit(ctx.rhs);
        return context -> {
            Object searched = whole.render(context);
            Object sought = part.render(context);
            RenderBudget.spend(RenderBudget.NODE + searchCost(searched, sought));
            return new ContainsNode(value(searched), value(sought)).render(context);
        };
    }

    private static long searchCost(Object searched, Object sought) {
        if (searched instanceof Object[] items) {
            return items.length;
        }
        return (long) PlainValue.text(searched).length()
                * PlainValue.text(sought).length()
                / COMPARISONS_A_UNIT;
    }

    private static LNode value(Object value) {
        return context -> value;
    }

    private static LNode paid(LNode node) {
        return new PaidNode(node);
    }

    /** liqp counts the turns over a range wrongly ({@code forloop.last} comes late), those over a list rightly. */
    @Override
    public LNode visitFor_range(LiquidParser.For_rangeContext ctx) {
        LNode from = visit(ctx.from);
        LNode to = visit(ctx.to);
        var parts = new ArrayList<@Nullable LNode>();
        parts.add(new AtomNode(true));
        parts.add(new AtomNode(ctx.id().getText()));
        parts.add(context -> range(number(from.render(context)), number(to.render(context))));
        parts.add(visitBlock(ctx.block()));
        parts.add(null);
        parts.add(new AtomNode("(" + ctx.from.getText() + ".." + ctx.to.getText() + ")"));
        parts.add(new AtomNode(ctx.Reversed() != null));
        ctx.for_attribute().forEach(attribute -> parts.add(visit(attribute)));
        return new InsertionNode(INSERTIONS.get("for"), parts.toArray(new LNode[0]));
    }

    private static long number(@Nullable Object value) {
        return BoundedFilter.number(value).longValue();
    }

    private static Object[] range(long from, long to) {
        // Differences wrap around where a range is absurdly long; the halves do not.
        if (to / 2 - from / 2 > RenderBudget.MAX_ITEMS || to - from >= RenderBudget.MAX_ITEMS) {
            throw new TemplateRenderException(
                    "A loop runs over more than %d numbers; use fewer".formatted(RenderBudget.MAX_ITEMS));
        }
        RenderBudget.spend(Math.max(0, to - from));
        return LongStream.rangeClosed(from, to).boxed().toArray();
    }

    /** A node that pays before it renders. */
    private record PaidNode(LNode node) implements LNode {
        @Override
        public Object render(TemplateContext context) {
            RenderBudget.spend(RenderBudget.NODE);
            return node.render(context);
        }
    }

    @Override
    public FilterNode visitFilter(LiquidParser.FilterContext ctx) {
        Token name = ctx.Id().getSymbol();
        if (!FILTERS.containsKey(name.getText())) {
            throw error(
                    name,
                    "there is no filter \"%s\"; use one of %s"
                            .formatted(
                                    name.getText(),
                                    String.join(
                                            ", ",
                                            FILTERS.keySet().stream().sorted().toList())));
        }
        return super.visitFilter(ctx);
    }

    @Override
    public LookupNode visitLookup_id_indexes(LiquidParser.Lookup_id_indexesContext ctx) {
        var node = new LookupNode(ctx.id().getText());
        for (LiquidParser.IndexContext index : ctx.index()) {
            if (index.Dot() != null) {
                node.add(new LookupNode.Hash(index.id2().getText()));
            } else {
                // liqp's node keeps the last key in a field, so each use gets one of its own.
                LNode key = visit(index.expr());
                String text = index.expr().getText();
                node.add((value, context) -> new LookupNode.Index(key, text).get(value, context));
            }
        }
        return node;
    }

    @Override
    public LookupNode visitLookup_Str(LiquidParser.Lookup_StrContext ctx) {
        // A leading @ is how liqp marks [name], a variable named by another one; see visitLookup_Id.
        if (ctx.Str().getText().startsWith("@", 1)) {
            throw error(ctx.Str().getSymbol(), "a variable's name cannot begin with @");
        }
        return super.visitLookup_Str(ctx);
    }

    @Override
    public LookupNode visitLookup_Id(LiquidParser.Lookup_IdContext ctx) {
        // What such a template reads is known only when it renders, and only what it is known to read travels with a
        // message.
        throw error(
                ctx.getStart(),
                "[%s] would read a variable whose name is in another one; write {{ name }} or {{ [\"the name\"] }}"
                        .formatted(ctx.Id().getText()));
    }

    @Override
    public LNode visitTerm_LongNum(LiquidParser.Term_LongNumContext ctx) {
        return shortEnough(ctx, () -> super.visitTerm_LongNum(ctx));
    }

    @Override
    public LNode visitTerm_DoubleNum(LiquidParser.Term_DoubleNumContext ctx) {
        return shortEnough(ctx, () -> super.visitTerm_DoubleNum(ctx));
    }

    private static LNode shortEnough(ParserRuleContext ctx, Supplier<LNode> node) {
        if (ctx.getText().length() > 18) {
            throw error(ctx.getStart(), "this number is too long; 18 digits is the limit");
        }
        return node.get();
    }

    /** The children of a node of the parse tree. */
    static List<ParseTree> children(ParseTree tree) {
        return IntStream.range(0, tree.getChildCount()).mapToObj(tree::getChild).toList();
    }
}
