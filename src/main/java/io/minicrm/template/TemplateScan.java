package io.minicrm.template;

import static java.util.Map.entry;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import liqp.org.antlr.v4.runtime.BaseErrorListener;
import liqp.org.antlr.v4.runtime.CharStreams;
import liqp.org.antlr.v4.runtime.RecognitionException;
import liqp.org.antlr.v4.runtime.Recognizer;
import liqp.org.antlr.v4.runtime.Token;
import liquid.parser.v4.LiquidLexer;
import org.jspecify.annotations.Nullable;

/**
 * A look over a template's tokens before it is parsed. It finds what is left open, where it was opened, in better words than a
 * parser has; and it bounds how deep tags and expressions nest, since parser and renderer recurse as deep as they do.
 */
final class TemplateScan {

    private static final int MAX_DEPTH = 30;
    private static final int MAX_SPACE = 500;
    private static final int MAX_TAG_TERMS = 60;

    private static final Map<Integer, Integer> ENDS = Map.ofEntries(
            entry(LiquidLexer.IfStart, LiquidLexer.IfEnd),
            entry(LiquidLexer.UnlessStart, LiquidLexer.UnlessEnd),
            entry(LiquidLexer.CaseStart, LiquidLexer.CaseEnd),
            entry(LiquidLexer.ForStart, LiquidLexer.ForEnd),
            entry(LiquidLexer.TableStart, LiquidLexer.TableEnd),
            entry(LiquidLexer.CaptureStart, LiquidLexer.CaptureEnd),
            entry(LiquidLexer.CommentStart, LiquidLexer.CommentEnd),
            entry(LiquidLexer.BlockId, LiquidLexer.EndBlockId));

    private static final Set<Integer> LOOPS = Set.of(LiquidLexer.ForStart, LiquidLexer.TableStart);

    private static final Set<Integer> TERMS = Set.of(
            LiquidLexer.And,
            LiquidLexer.Or,
            LiquidLexer.Eq,
            LiquidLexer.NEq,
            LiquidLexer.Lt,
            LiquidLexer.LtEq,
            LiquidLexer.Gt,
            LiquidLexer.GtEq,
            LiquidLexer.Contains,
            LiquidLexer.OPar,
            LiquidLexer.OBr,
            LiquidLexer.Pipe);

    private final LiquidLexer lexer;
    private final Deque<Token> blocks = new ArrayDeque<>();
    private @Nullable Token open;
    private int terms;

    private TemplateScan(String source, Set<String> blockNames, Set<String> tagNames) {
        lexer = new LiquidLexer(CharStreams.fromString(source), true, false, false, blockNames, tagNames);
        lexer.removeErrorListeners();
        lexer.addErrorListener(new BaseErrorListener() {
            @Override
            public void syntaxError(
                    Recognizer<?, ?> recognizer,
                    @Nullable Object symbol,
                    int line,
                    int column,
                    String message,
                    @Nullable RecognitionException cause) {
                throw unreadable(line, column + 1);
            }
        });
    }

    /**
     * Looks over a template.
     *
     * @throws TemplateSyntaxException when something is left open, closed without being open, or nested too deep
     */
    static void check(String source, Set<String> blockNames, Set<String> tagNames) {
        checkSpace(source);
        new TemplateScan(source, blockNames, tagNames).run();
    }

    /** At each space the lexer looks ahead to the end of all space for an opening tag: long runs take quadratic time. */
    private static void checkSpace(String source) {
        int run = 0;
        int line = 1;
        int column = 0;
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            run = Character.isWhitespace(c) ? run + 1 : 0;
            column++;
            if (run > MAX_SPACE) {
                throw new TemplateSyntaxException(
                        line,
                        column,
                        "there are more than %d spaces and line ends in a row; use fewer".formatted(MAX_SPACE));
            }
            if (c == '\n') {
                line++;
                column = 0;
            }
        }
    }

    private void run() {
        Token token = lexer.nextToken();
        while (token.getType() != Token.EOF) {
            switch (token.getType()) {
                case LiquidLexer.OutStart, LiquidLexer.OutStart2 -> open(token);
                case LiquidLexer.TagStart -> {
                    open(token);
                    token = lexer.nextToken();
                    while (token.getType() == LiquidLexer.WS || token.getType() == LiquidLexer.WS2) {
                        token = lexer.nextToken();
                    }
                    tag(token);
                    continue;
                }
                case LiquidLexer.OutEnd, LiquidLexer.TagEnd -> open = null;
                default -> term(token);
            }
            token = lexer.nextToken();
        }
        if (open != null) {
            throw neverClosed(open);
        }
        if (!blocks.isEmpty()) {
            Token block = blocks.peek();
            throw error(block, "{%% %s %%} is never closed; add {%% end%1$s %%}".formatted(block.getText()));
        }
    }

    private void open(Token token) {
        Token block = blocks.peek();
        boolean inComment = block != null && block.getType() == LiquidLexer.CommentStart;
        if (open != null && !inComment) {
            throw neverClosed(open);
        }
        open = token;
        terms = 0;
    }

    /** Takes the first token of a tag; leaves the lexer behind it. */
    private void tag(Token token) {
        int type = token.getType();
        Token block = blocks.peek();
        if (block != null && block.getType() == LiquidLexer.CommentStart && type != LiquidLexer.CommentEnd) {
            return;
        }
        if (ENDS.containsKey(type)) {
            blocks.push(token);
            if (blocks.size() > MAX_DEPTH) {
                throw error(token, "tags are nested more than %d deep; use fewer".formatted(MAX_DEPTH));
            }
        } else if (ENDS.containsValue(type)) {
            if (block == null) {
                throw error(token, "{%% %s %%} closes nothing; remove it".formatted(token.getText()));
            }
            if (!Integer.valueOf(type).equals(ENDS.get(block.getType()))) {
                throw error(
                        token,
                        "{%% %s %%} does not close the {%% %s %%} of line %d; close that first with {%% end%2$s %%}"
                                .formatted(token.getText(), block.getText(), block.getLine()));
            }
            blocks.pop();
        } else if (type == LiquidLexer.Include || type == LiquidLexer.IncludeRelative) {
            throw error(token, "templates cannot include files; write the text here");
        } else if (type == LiquidLexer.InvalidTagId) {
            throw error(
                    token,
                    "there is no tag \"%s\"; use if, unless, case, for, assign or capture".formatted(token.getText()));
        } else if (Set.of("break", "continue").contains(token.getText())
                && blocks.stream().noneMatch(outer -> LOOPS.contains(outer.getType()))) {
            throw error(token, "{%% %s %%} stands outside of a loop; remove it".formatted(token.getText()));
        }
        skipRaw(type);
    }

    private void skipRaw(int type) {
        if (type != LiquidLexer.RawStart) {
            return;
        }
        Token raw = open;
        Token token = lexer.nextToken();
        while (token.getType() == LiquidLexer.OtherRaw) {
            token = lexer.nextToken();
        }
        if (token.getType() == Token.EOF && raw != null) {
            throw error(raw, "{% raw %} is never closed; add {% endraw %}");
        }
    }

    private void term(Token token) {
        if (open != null && TERMS.contains(token.getType())) {
            terms++;
            if (terms > MAX_TAG_TERMS) {
                throw error(
                        token,
                        "there are more than %d conditions and filters in one tag; use fewer".formatted(MAX_TAG_TERMS));
            }
        }
    }

    private TemplateSyntaxException unreadable(int line, int column) {
        if (open == null) {
            return new TemplateSyntaxException(line, column, "this cannot be read; remove it");
        }
        return new TemplateSyntaxException(
                line,
                column,
                "this cannot stand in a tag; is the %s of line %d, column %d closed, and every quote?"
                        .formatted(open.getText().strip(), open.getLine(), open.getCharPositionInLine() + 1));
    }

    private static TemplateSyntaxException neverClosed(Token open) {
        String opening = open.getText().strip();
        return error(open, "%s is never closed; add %s".formatted(opening, opening.startsWith("{{") ? "}}" : "%}"));
    }

    private static TemplateSyntaxException error(Token token, String problem) {
        return new TemplateSyntaxException(token.getLine(), token.getCharPositionInLine() + 1, problem);
    }
}
