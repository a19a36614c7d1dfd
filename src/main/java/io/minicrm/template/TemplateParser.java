package io.minicrm.template;

import io.minicrm.template.Node.Block;
import io.minicrm.template.Node.Branch;
import io.minicrm.template.Node.When;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses the pieces of a template into nodes, by recursive descent into the blocks of tags.
 *
 * <p>A block that contains only white space and tags that write nothing, such as {@code assign}, is blank. A tag whose
 * blocks are all blank renders no white space, so that
 *
 * <pre>{@code
 * {% if vip %}
 *   {% assign greeting = "Dear" %}
 * {% endif %}
 * }</pre>
 *
 * <p>leaves no empty lines in a message: the parser removes the texts from such blocks.
 */
final class TemplateParser {

    private static final int MAX_DEPTH = 30;
    private static final Set<String> BLOCKS =
            Set.of("if", "unless", "case", "for", "tablerow", "capture", "ifchanged", "comment", "raw", "doc");
    private static final String KNOWN_TAGS = "if, unless, case, for, assign or capture";

    private final Source source;
    private final List<Piece> pieces;
    private final List<Piece.Tag> open;
    private int next;

    private TemplateParser(Source source, List<Piece> pieces, List<Piece.Tag> open) {
        this.source = source;
        this.pieces = pieces;
        this.open = open;
    }

    /**
     * Parses a template.
     *
     * @throws TemplateSyntaxException if it is not valid
     */
    static Block parse(Source source) {
        var parser = new TemplateParser(source, TemplateLexer.split(source), new ArrayList<>());
        return parser.whole();
    }

    private Block whole() {
        Body body = body();
        if (body.end != null) {
            throw misplaced(body.end);
        }
        return new Block(List.copyOf(body.nodes));
    }

    /** The nodes of a block while it is parsed. */
    private static final class Body {

        private final List<Node> nodes = new ArrayList<>();
        private boolean blank = true;
        /** The tag that ended the block; null at the end of the template. */
        private Piece.@Nullable Tag end;

        void add(Node node, boolean writes) {
            nodes.add(node);
            blank &= !writes;
        }

        Block block(boolean withoutText) {
            List<Node> kept = withoutText
                    ? nodes.stream()
                            .filter(node -> !(node instanceof Node.Text))
                            .toList()
                    : nodes;
            return kept.isEmpty() ? Block.EMPTY : new Block(List.copyOf(kept));
        }
    }

    /** Parses up to a tag that ends or divides the innermost open tag. */
    private Body body() {
        var body = new Body();
        while (next < pieces.size()) {
            switch (pieces.get(next++)) {
                case Piece.Text(String text) -> body.add(new Node.Text(text), !text.isBlank());
                case Piece.Raw(String text) -> body.add(new Node.Text(text), !text.isEmpty());
                case Piece.Output(int start, int end) -> body.add(output(start, end), true);
                case Piece.Tag tag -> {
                    if (endsBlock(tag)) {
                        body.end = tag;
                        return body;
                    }
                    tag(tag, body);
                }
            }
        }
        return body;
    }

    private static boolean endsBlock(Piece.Tag tag) {
        return tag.name().startsWith("end") || Set.of("else", "elsif", "when").contains(tag.name());
    }

    private Node output(int start, int end) {
        var markup = new Markup(source, start, end);
        if (markup.isAtEnd()) {
            throw markup.error("there is no value; write {{ name }}");
        }
        Expression.Filtered value = new ExpressionParser(markup).filtered();
        markup.expectEnd();
        return new Node.Output(value);
    }

    private void tag(Piece.Tag tag, Body body) {
        switch (tag.name()) {
            case "if", "unless" -> conditional(tag, body);
            case "case" -> choice(tag, body);
            case "for" -> loop(tag, body);
            case "tablerow" -> tableRow(tag, body);
            case "capture" -> body.add(capture(tag), false);
            case "ifchanged" -> {
                Body inner = inside(tag);
                close(tag, inner);
                body.add(new Node.IfChanged(inner.block(inner.blank)), !inner.blank);
            }
            case "liquid" -> liquid(tag, body);
            case "comment" -> skipComment(tag);
            case "#" -> checkComment(tag);
            case "break" -> body.add(inLoop(tag, new Node.Break()), false);
            case "continue" -> body.add(inLoop(tag, new Node.Continue()), false);
            case "assign" -> body.add(assign(markup(tag)), false);
            case "echo" -> echo(markup(tag), body);
            case "cycle" -> body.add(cycle(tag), true);
            case "increment" -> body.add(new Node.Increment(onlyName(markup(tag))), true);
            case "decrement" -> body.add(new Node.Decrement(onlyName(markup(tag))), true);
            case "include", "include_relative", "render" ->
                throw source.error(tag.nameAt(), "templates cannot include files; write the text here");
            case "" -> throw source.error(tag.nameAt(), "this tag has no name; use %s".formatted(KNOWN_TAGS));
            default ->
                throw source.error(tag.nameAt(), "there is no tag \"%s\"; use %s".formatted(tag.name(), KNOWN_TAGS));
        }
    }

    private Markup markup(Piece.Tag tag) {
        return new Markup(source, tag.start(), tag.end());
    }

    /** Parses the block of a tag. */
    private Body inside(Piece.Tag tag) {
        checkDepth(tag);
        open.add(tag);
        Body body = body();
        open.removeLast();
        return body;
    }

    private void checkDepth(Piece.Tag tag) {
        if (open.size() == MAX_DEPTH) {
            throw source.error(tag.nameAt(), "tags are nested more than %d deep; use fewer".formatted(MAX_DEPTH));
        }
    }

    /** Checks that the block was ended by the end of the tag. */
    private void close(Piece.Tag tag, Body body) {
        if (body.end == null) {
            throw source.error(tag.nameAt(), "{%% %s %%} is never closed; add {%% end%1$s %%}".formatted(tag.name()));
        }
        if (!body.end.name().equals("end" + tag.name())) {
            open.add(tag);
            throw misplaced(body.end);
        }
    }

    /** The error for a tag that cannot end or divide the innermost open tag. */
    private TemplateSyntaxException misplaced(Piece.Tag tag) {
        String name = tag.name();
        boolean known = !name.startsWith("end") || BLOCKS.contains(name.substring("end".length()));
        if (!known) {
            return source.error(tag.nameAt(), "there is no tag \"%s\"; use %s".formatted(name, KNOWN_TAGS));
        }
        if (open.isEmpty() || open.getLast().name().equals("liquid")) {
            return source.error(tag.nameAt(), "{%% %s %%} closes nothing; remove it".formatted(name));
        }
        Piece.Tag innermost = open.getLast();
        return source.error(
                tag.nameAt(),
                "{%% %s %%} does not close the {%% %s %%} of line %d; close that first with {%% end%2$s %%}"
                        .formatted(
                                name,
                                innermost.name(),
                                source.error(innermost.nameAt(), "").line()));
    }

    private void conditional(Piece.Tag tag, Body body) {
        var conditions = new ArrayList<@Nullable Condition>();
        var bodies = new ArrayList<Body>();
        Condition first = condition(tag);
        conditions.add(tag.name().equals("unless") ? new Condition.Not(first) : first);
        bodies.add(inside(tag));
        boolean ended = false;
        for (Piece.Tag end = bodies.getLast().end;
                end != null && Set.of("elsif", "else").contains(end.name());
                end = bodies.getLast().end) {
            // Branches after the first else are never rendered, but they have to be valid.
            boolean last = ended;
            ended |= end.name().equals("else");
            conditions.add(last || ended ? null : condition(end));
            bodies.add(inside(tag));
        }
        close(tag, bodies.getLast());
        boolean blank = bodies.stream().allMatch(each -> each.blank);
        var branches = new ArrayList<Branch>();
        Block otherwise = null;
        for (int i = 0; i < bodies.size(); i++) {
            Condition condition = conditions.get(i);
            Block block = bodies.get(i).block(blank);
            if (condition != null) {
                branches.add(new Branch(condition, block));
            } else if (otherwise == null) {
                otherwise = block;
            }
        }
        body.add(new Node.If(List.copyOf(branches), otherwise == null ? Block.EMPTY : otherwise), !blank);
    }

    private Condition condition(Piece.Tag tag) {
        Markup markup = markup(tag);
        Condition condition = new ExpressionParser(markup).condition();
        markup.expectEnd();
        return condition;
    }

    private void choice(Piece.Tag tag, Body body) {
        Markup markup = markup(tag);
        Expression subject = new ExpressionParser(markup).expression();
        markup.expectEnd();
        // What stands before the first when is not rendered.
        Body last = inside(tag);
        var values = new ArrayList<@Nullable List<Expression>>();
        var bodies = new ArrayList<Body>();
        for (Piece.Tag end = last.end; end != null && Set.of("when", "else").contains(end.name()); end = last.end) {
            values.add(end.name().equals("else") ? null : whenValues(end));
            last = inside(tag);
            bodies.add(last);
        }
        close(tag, last);
        boolean blank = bodies.stream().allMatch(each -> each.blank);
        var whens = new ArrayList<When>();
        for (int i = 0; i < bodies.size(); i++) {
            whens.add(new When(values.get(i), bodies.get(i).block(blank)));
        }
        body.add(new Node.Case(subject, List.copyOf(whens)), !blank);
    }

    private List<Expression> whenValues(Piece.Tag tag) {
        Markup markup = markup(tag);
        var expressions = new ExpressionParser(markup);
        var values = new ArrayList<Expression>();
        do {
            values.add(expressions.expression());
        } while (markup.accept(",") || markup.accept("or"));
        markup.expectEnd();
        return List.copyOf(values);
    }

    private void loop(Piece.Tag tag, Body body) {
        var options = new LoopOptions(tag);
        Body turns = inside(tag);
        Body otherwise = null;
        if (turns.end != null && turns.end.name().equals("else")) {
            otherwise = inside(tag);
        }
        close(tag, otherwise == null ? turns : otherwise);
        boolean blank = turns.blank && (otherwise == null || otherwise.blank);
        body.add(
                new Node.For(
                        options.loop(),
                        options.reversed,
                        turns.block(blank),
                        otherwise == null ? Block.EMPTY : otherwise.block(blank)),
                !blank);
    }

    private void tableRow(Piece.Tag tag, Body body) {
        var options = new LoopOptions(tag);
        Body cells = inside(tag);
        close(tag, cells);
        body.add(new Node.TableRow(options.loop(), options.columns, cells.block(false)), true);
    }

    /** The markup of a loop: {@code item in items reversed limit: 3 offset: 1}. Commas between options are optional. */
    private final class LoopOptions {

        private final String variable;
        private final Expression items;
        private final String name;
        private boolean reversed;
        private @Nullable Expression limit;
        private @Nullable Expression offset;
        private @Nullable Expression columns;
        private boolean continues;

        LoopOptions(Piece.Tag tag) {
            Markup markup = markup(tag);
            var expressions = new ExpressionParser(markup);
            variable = markup.expectName("the name of a variable");
            markup.expect("in");
            int start = markup.peek().at();
            items = expressions.expression();
            name = variable + "-" + source.between(start, markup.peek().at()).strip();
            while (!markup.isAtEnd()) {
                if (!markup.accept(",")) {
                    option(tag, markup, expressions);
                }
            }
        }

        private void option(Piece.Tag tag, Markup markup, ExpressionParser expressions) {
            boolean table = tag.name().equals("tablerow");
            if (!table && markup.accept("reversed")) {
                reversed = true;
            } else if (markup.accept("limit")) {
                markup.expect(":");
                limit = expressions.expression();
            } else if (markup.accept("offset")) {
                markup.expect(":");
                continues = markup.accept("continue");
                offset = continues ? null : expressions.expression();
            } else if (table && markup.accept("cols")) {
                markup.expect(":");
                columns = expressions.expression();
            } else {
                throw markup.unexpected(table ? "cols, limit or offset" : "reversed, limit or offset");
            }
        }

        Node.Loop loop() {
            return new Node.Loop(variable, items, name, limit, offset, continues);
        }
    }

    private Node capture(Piece.Tag tag) {
        Markup markup = markup(tag);
        String name = target(markup, true);
        markup.expectEnd();
        Body body = inside(tag);
        close(tag, body);
        return new Node.Capture(name, body.block(false));
    }

    private static Node assign(Markup markup) {
        String name = target(markup, false);
        markup.expect("=");
        Expression.Filtered value = new ExpressionParser(markup).filtered();
        markup.expectEnd();
        return new Node.Assign(name, value);
    }

    /** The name of a variable that gets a value. */
    private static String target(Markup markup, boolean quoted) {
        Markup.Lexeme lexeme = markup.peek();
        boolean valid = switch (lexeme.type()) {
            case NAME -> !lexeme.text().endsWith("?");
            case NUMBER -> lexeme.text().chars().allMatch(Character::isDigit);
            case TEXT -> quoted;
            case SYMBOL, END -> false;
        };
        if (!valid) {
            throw markup.unexpected("the name of a variable");
        }
        return markup.take().text();
    }

    private static String onlyName(Markup markup) {
        String name = markup.expectName("the name of a counter");
        markup.expectEnd();
        return name;
    }

    private static void echo(Markup markup, Body body) {
        if (!markup.isAtEnd()) {
            Expression.Filtered value = new ExpressionParser(markup).filtered();
            markup.expectEnd();
            body.add(new Node.Output(value), true);
        } else {
            body.blank = false;
        }
    }

    private Node cycle(Piece.Tag tag) {
        Markup markup = markup(tag);
        var expressions = new ExpressionParser(markup);
        Expression first = expressions.expression();
        Expression group = null;
        var values = new ArrayList<Expression>();
        if (markup.accept(":")) {
            group = first;
            values.add(expressions.expression());
        } else {
            values.add(first);
        }
        while (markup.accept(",")) {
            values.add(expressions.expression());
        }
        markup.expectEnd();
        return new Node.Cycle(group, source.between(tag.start(), tag.end()).strip(), List.copyOf(values));
    }

    private Node inLoop(Piece.Tag tag, Node node) {
        if (open.stream().noneMatch(outer -> Set.of("for", "tablerow").contains(outer.name()))) {
            throw source.error(tag.nameAt(), "{%% %s %%} is outside of a loop; remove it".formatted(tag.name()));
        }
        return node;
    }

    /** Parses the lines of a {@code liquid} tag. Blocks have to be closed within the tag. */
    private void liquid(Piece.Tag tag, Body body) {
        checkDepth(tag);
        var outer = new ArrayList<>(open);
        outer.add(tag);
        var lines = new TemplateParser(source, TemplateLexer.lines(source, tag.start(), tag.end()), outer);
        Body inner = lines.body();
        if (inner.end != null) {
            throw lines.misplaced(inner.end);
        }
        body.nodes.addAll(inner.nodes);
        body.blank &= inner.blank;
    }

    /** Skips a comment in a {@code liquid} tag; elsewhere the lexer does so. */
    private void skipComment(Piece.Tag tag) {
        int depth = 1;
        while (depth > 0) {
            if (next == pieces.size()) {
                throw source.error(tag.nameAt(), "comment is never closed; add endcomment");
            }
            if (pieces.get(next++) instanceof Piece.Tag inner) {
                depth += inner.name().equals("comment") ? 1 : inner.name().equals("endcomment") ? -1 : 0;
            }
        }
    }

    /** Each line of an inline comment starts with a hash. */
    private void checkComment(Piece.Tag tag) {
        boolean marked = source.between(tag.start(), tag.end())
                .lines()
                .skip(1)
                .allMatch(line -> line.isBlank() || line.strip().startsWith("#"));
        if (!marked) {
            throw source.error(tag.nameAt(), "each line of a comment starts with #; add it");
        }
    }
}
