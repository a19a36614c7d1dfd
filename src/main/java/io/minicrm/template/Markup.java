package io.minicrm.template;

import java.util.ArrayList;
import java.util.List;

/** The markup of one tag as a sequence of lexemes, with a cursor. */
final class Markup {

    /** The kinds of lexemes. */
    enum Type {
        NAME,
        NUMBER,
        TEXT,
        SYMBOL,
        END
    }

    /**
     * The smallest unit of markup.
     *
     * @param text the content: for a text without its quotes
     * @param at the offset in the source
     */
    record Lexeme(Type type, String text, int at) {

        boolean is(String symbolOrName) {
            return (type == Type.SYMBOL || type == Type.NAME) && text.equals(symbolOrName);
        }
    }

    private static final List<String> LONG_SYMBOLS = List.of("..", "==", "!=", "<>", "<=", ">=");
    private static final String SYMBOLS = ".[]()|:,=<>";

    private final Source source;
    private final List<Lexeme> lexemes = new ArrayList<>();
    private final int end;
    private int next;

    /** @throws TemplateSyntaxException if the markup contains a character that cannot start a lexeme */
    Markup(Source source, int start, int end) {
        this.source = source;
        this.end = end;
        int at = source.skipSpace(start, end);
        while (at < end) {
            at = source.skipSpace(read(at), end);
        }
        lexemes.add(new Lexeme(Type.END, "", end));
    }

    private int read(int at) {
        char c = source.charAt(at);
        if (Character.isLetter(c) || c == '_') {
            return add(Type.NAME, at, nameEnd(at));
        }
        boolean negative = c == '-' && at + 1 < end && isDigit(source.charAt(at + 1));
        if (isDigit(c) || negative) {
            return add(Type.NUMBER, at, numberEnd(at + 1));
        }
        if (c == '\'' || c == '"') {
            int quote = source.text().indexOf(c, at + 1);
            if (quote < 0 || quote >= end) {
                throw source.error(at, "this quote is never closed; add %s".formatted(c));
            }
            lexemes.add(new Lexeme(Type.TEXT, source.between(at + 1, quote), at));
            return quote + 1;
        }
        for (String symbol : LONG_SYMBOLS) {
            if (source.text().startsWith(symbol, at)) {
                return add(Type.SYMBOL, at, at + symbol.length());
            }
        }
        if (SYMBOLS.indexOf(c) >= 0) {
            return add(Type.SYMBOL, at, at + 1);
        }
        throw source.error(
                at,
                "\"%s\" does not fit here; check the tag for a missing quote"
                        .formatted(Character.toString(source.text().codePointAt(at))));
    }

    private int add(Type type, int start, int stop) {
        int last = Math.min(stop, end);
        lexemes.add(new Lexeme(type, source.between(start, last), start));
        return last;
    }

    /** A name is made of letters, digits, underscores and hyphens; it may end with a question mark. */
    private int nameEnd(int start) {
        int at = start;
        while (at < end) {
            int wordEnd = source.wordEnd(at, end);
            if (wordEnd == end || source.charAt(wordEnd) != '-') {
                return wordEnd < end && source.charAt(wordEnd) == '?' ? wordEnd + 1 : wordEnd;
            }
            at = wordEnd + 1;
        }
        return at;
    }

    private int numberEnd(int start) {
        int at = digitsEnd(start);
        boolean fraction = at + 1 < end && source.charAt(at) == '.' && isDigit(source.charAt(at + 1));
        return fraction ? digitsEnd(at + 1) : at;
    }

    private int digitsEnd(int start) {
        int at = start;
        while (at < end && isDigit(source.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    Lexeme peek() {
        return lexemes.get(next);
    }

    Lexeme peekSecond() {
        return lexemes.get(Math.min(next + 1, lexemes.size() - 1));
    }

    Lexeme take() {
        Lexeme lexeme = peek();
        if (lexeme.type() != Type.END) {
            next++;
        }
        return lexeme;
    }

    boolean isAtEnd() {
        return peek().type() == Type.END;
    }

    /** Takes the symbol or name if it comes next. */
    boolean accept(String symbolOrName) {
        boolean found = peek().is(symbolOrName);
        if (found) {
            next++;
        }
        return found;
    }

    void expect(String symbolOrName) {
        if (!accept(symbolOrName)) {
            throw unexpected("\"%s\"".formatted(symbolOrName));
        }
    }

    String expectName(String what) {
        if (peek().type() != Type.NAME) {
            throw unexpected(what);
        }
        return take().text();
    }

    void expectEnd() {
        if (!isAtEnd()) {
            throw unexpected("the end of the tag");
        }
    }

    /**
     * Whether a range such as {@code (1..5)} starts here: a dot-dot before the parenthesis that comes next is closed.
     */
    boolean startsRange() {
        int depth = 0;
        for (int at = next; at < lexemes.size(); at++) {
            Lexeme lexeme = lexemes.get(at);
            if (lexeme.is("(")) {
                depth++;
            } else if (lexeme.is(")")) {
                depth--;
            } else if (lexeme.is("..") && depth == 1) {
                return true;
            }
            if (depth == 0) {
                return false;
            }
        }
        return false;
    }

    /** An error at the next lexeme. */
    TemplateSyntaxException unexpected(String expected) {
        Lexeme lexeme = peek();
        return lexeme.type() == Type.END
                ? error("the tag ends too early; %s is missing".formatted(expected))
                : error("\"%s\" does not fit here; %s should come first".formatted(shown(lexeme), expected));
    }

    private String shown(Lexeme lexeme) {
        return lexeme.type() == Type.TEXT
                ? source.between(lexeme.at(), lexeme.at() + lexeme.text().length() + 2)
                : lexeme.text();
    }

    TemplateSyntaxException error(String detail) {
        return source.error(peek().at(), detail);
    }

    TemplateSyntaxException error(int at, String detail) {
        return source.error(at, detail);
    }
}
