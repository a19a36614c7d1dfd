package io.minicrm.lead;

import io.minicrm.problem.FieldProblem;
import io.minicrm.text.Blank;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * Reads many leads from a stream of JSON: an array, or one object per line (NDJSON). An invalid lead is reported with
 * its position and the rest is read on. Only malformed JSON in an array ends the stream, because the start of the next
 * lead is unknown. Not thread-safe.
 */
public final class LeadJsonStream implements AutoCloseable {

    private static final int MAX_LINE_BYTES = 1_000_000;

    /**
     * One element of the stream: either a lead or the reason why there is none.
     *
     * @param index its position, from 0
     * @param line the line on which it begins, from 1
     * @param lead what it says about a lead
     * @param problem why the element is not a lead; null for a lead
     */
    public record Item(
            long index,
            long line,
            Optional<LeadChange> lead,
            @Nullable FieldProblem problem) {

        /** Why the element is not a lead; empty for a lead. */
        public String message() {
            return problem == null ? "" : problem.message();
        }
    }

    private final LeadJson json;
    private final InputStream in;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    /** The parser of the array; null for lines. */
    private final @Nullable JsonParser parser;

    private long line = 1;
    private long index;
    private boolean ended;
    private boolean malformed;
    private @Nullable Item next;

    /**
     * Reads from a stream of UTF-8, which {@link #close} closes.
     *
     * @throws UncheckedIOException if the stream cannot be read
     * @throws InvalidLeadException if it does not contain text
     */
    public LeadJsonStream(InputStream in, LeadJson json) {
        this.json = json;
        this.in = new BufferedInputStream(in);
        try {
            this.parser = beginsArray() ? LeadJson.FACTORY.createParser(ObjectReadContext.empty(), this.in) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (parser != null) {
            parser.nextToken();
        }
    }

    /**
     * Whether there is another element.
     *
     * @throws UncheckedIOException if the stream cannot be read
     */
    public boolean hasNext() {
        if (next == null && !ended) {
            try {
                next = parser == null ? nextLine() : nextElement(parser);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return next != null;
    }

    /**
     * The next element.
     *
     * @throws NoSuchElementException at the end
     */
    public Item next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException("There are no more leads");
        }
        Item item = next;
        next = null;
        return item;
    }

    /** Whether the stream contains an array, not lines. */
    public boolean isArray() {
        return parser != null;
    }

    /** Whether reading ended because the array is not well-formed. The last element says why. */
    public boolean isMalformed() {
        return malformed;
    }

    /**
     * Peeks at the first byte that is not white space.
     *
     * @throws InvalidLeadException if it is a control character, so that the body is not text
     */
    private boolean beginsArray() throws IOException {
        while (true) {
            in.mark(1);
            int first = in.read();
            if (first < 0 || !Character.isWhitespace(first)) {
                if (first < 0) {
                    throw new InvalidLeadException("body", "is empty; send a JSON array, or one lead per line");
                }
                if (Character.isISOControl(first)) {
                    throw new InvalidLeadException("body", "begins with a control character; send JSON as UTF-8");
                }
                in.reset();
                return first == '[';
            }
            line += first == '\n' ? 1 : 0;
        }
    }

    private @Nullable Item nextElement(JsonParser elements) {
        long firstLine = line;
        long place = line;
        try {
            JsonToken token = elements.nextToken();
            place = firstLine + elements.currentTokenLocation().getLineNr() - 1;
            if (token == JsonToken.END_ARRAY) {
                ended = true;
                return elements.nextToken() == null ? null : wrong(place, "continues after the array; give one array");
            }
            if (token == null) {
                ended = true;
                malformed = true;
                return wrong(place, "ends within the array; close it with ]");
            }
            return right(place, json.read(elements));
        } catch (InvalidLeadException e) {
            return new Item(index++, place, Optional.empty(), e.problem());
        } catch (JacksonException e) {
            ended = true;
            malformed = true;
            return wrong(place, LeadJson.syntax(e) + "; nothing after it is read");
        }
    }

    private @Nullable Item nextLine() throws IOException {
        var bytes = new ByteArrayOutputStream();
        while (true) {
            int length = readLine(bytes);
            if (length < 0) {
                ended = true;
                return null;
            }
            long place = line++;
            if (length > MAX_LINE_BYTES) {
                return wrong(place, "is longer than %d bytes; give one lead per line".formatted(MAX_LINE_BYTES));
            }
            String text;
            try {
                text = utf8.decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
            } catch (CharacterCodingException broken) {
                return wrong(place, "is not valid UTF-8; send it in UTF-8");
            }
            if (!Blank.is(text)) {
                return read(place, text);
            }
        }
    }

    private Item read(long place, String text) {
        try {
            return right(place, json.read(text));
        } catch (InvalidLeadException e) {
            return new Item(index++, place, Optional.empty(), e.problem());
        }
    }

    /** Reads a line into the buffer, at most up to the limit. Returns its length, or -1 at the end. */
    private int readLine(ByteArrayOutputStream bytes) throws IOException {
        bytes.reset();
        int length = 0;
        int next = in.read();
        if (next < 0) {
            return -1;
        }
        for (; next >= 0 && next != '\n'; next = in.read()) {
            if (length <= MAX_LINE_BYTES) {
                bytes.write(next);
                length++;
            }
        }
        return length;
    }

    private Item right(long place, LeadChange lead) {
        return new Item(index++, place, Optional.of(lead), null);
    }

    private Item wrong(long place, String message) {
        return new Item(index++, place, Optional.empty(), new FieldProblem("body", message));
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
