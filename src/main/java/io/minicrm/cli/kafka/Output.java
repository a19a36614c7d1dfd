package io.minicrm.cli.kafka;

import java.io.PrintWriter;
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
        writer.println(JsonAnswer.line(answer));
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
}
