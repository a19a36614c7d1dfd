package io.minicrm.console;

import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/**
 * The option {@code --json} and the two forms of an answer: text for people, JSON for programs. A mixin of every
 * command that answers.
 */
public final class Output {

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(names = "--json", description = "Answer in JSON, for programs.")
    private boolean json;

    public boolean isJson() {
        return json;
    }

    /** Prints the answer as JSON if {@code --json} was given, else as text. */
    public void answer(Object answer, Supplier<String> text) {
        if (json) {
            json(answer);
        } else {
            print(text.get());
        }
    }

    /**
     * Prints a list: as JSON, as a table, or as a sentence if it is empty.
     *
     * @param none the sentence
     * @return the exit code that says whether there is something
     */
    public ExitCode list(List<JsonNode> elements, String none, Function<List<JsonNode>, String> table) {
        answer(elements, () -> elements.isEmpty() ? none + System.lineSeparator() : table.apply(elements));
        return elements.isEmpty() ? ExitCode.NOTHING_MATCHED : ExitCode.OK;
    }

    /** Prints a value as JSON on one line, whether or not {@code --json} was given. */
    public void json(Object answer) {
        writer().println(Json.line(answer));
    }

    public void line(String text) {
        writer().println(text);
    }

    public void print(String text) {
        writer().print(text);
    }

    /** Prints unchanged bytes and a line feed. */
    public void bytes(byte[] bytes) {
        writer().flush();
        System.out.writeBytes(bytes);
        System.out.write('\n');
        System.out.flush();
    }

    /** Prints a hint on standard error, which keeps it out of the answer. */
    public void note(String text) {
        Objects.requireNonNull(command).commandLine().getErr().println(text);
    }

    public PrintWriter writer() {
        return Objects.requireNonNull(command).commandLine().getOut();
    }

    public void flush() {
        writer().flush();
    }
}
