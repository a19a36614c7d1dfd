package io.minicrm.cli.kafka;

import io.minicrm.flow.JsonCodec;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Where a command answers: a table for people, or JSON for programs. */
final class Output {

    private final PrintWriter writer;
    private final boolean json;

    Output(PrintWriter writer, boolean json) {
        this.writer = writer;
        this.json = json;
    }

    /** Answers with the same in one of the two forms. */
    void answer(Object answer, Supplier<String> text) {
        if (json) {
            jsonLine(answer);
        } else {
            writer.print(text.get());
        }
    }

    void jsonLine(Object answer) {
        writer.println(new String(Json.CODEC.encode(answer), StandardCharsets.UTF_8));
    }

    void line(String text) {
        writer.println(text);
    }

    /** Bytes as they are, and a line feed. */
    void bytes(byte[] bytes) {
        writer.flush();
        System.out.writeBytes(bytes);
        System.out.write('\n');
        System.out.flush();
    }

    void print(String text) {
        writer.print(text);
    }

    void flush() {
        writer.flush();
    }

    static String render(Table table) {
        return table.render(Terminal.width(), Terminal.hasColours());
    }

    /** Loaded when JSON is asked for: a table must not wait for a JSON library. */
    private static final class Json {
        private static final JsonCodec<Object> CODEC = new JsonCodec<>(Object.class);
    }
}
