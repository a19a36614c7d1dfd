package io.minicrm.cli.kafka;

import io.minicrm.inspector.BrokerRefusedException;
import io.minicrm.inspector.InvalidQueryException;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.inspector.UnknownTopicException;
import io.minicrm.kafka.BrokerUnreachableException;
import io.minicrm.kafka.KafkaSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the inspector's commands have in common: how they connect, how they answer, how they fail. */
abstract class InspectorCommand implements Callable<Integer> {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_USE = 2;
    static final int NOTHING_MATCHED = 3;
    static final int INCONSISTENT = 4;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private Connection connection = new Connection();

    @Option(names = "--json", description = "Answer in JSON, for programs.")
    private boolean json;

    /** Does the work. @return the exit code */
    abstract int run(KafkaSettings settings, Output out) throws IOException;

    boolean isJson() {
        return json;
    }

    CommandSpec spec() {
        return Objects.requireNonNull(spec);
    }

    @Override
    public final Integer call() {
        Output out = new Output(spec().commandLine().getOut(), isJson());
        try {
            return run(connection.settings(), out);
        } catch (InvalidQueryException wrong) {
            return fail("--" + wrong.getMessage(), WRONG_USE);
        } catch (BrokerUnreachableException | UnknownTopicException | BrokerRefusedException told) {
            return fail(told.getMessage(), FAILED);
        } catch (IOException | UncheckedIOException failure) {
            return fail(failure.getMessage(), FAILED);
        } finally {
            out.flush();
        }
    }

    /** A command that only looks. */
    abstract static class Looking extends InspectorCommand {

        abstract int look(TopicInspector inspector, Output out) throws IOException;

        @Override
        final int run(KafkaSettings settings, Output out) throws IOException {
            try (TopicInspector inspector = new TopicInspector(settings)) {
                return look(inspector, out);
            }
        }
    }

    int fail(@Nullable String message, int code) {
        spec().commandLine().getErr().println(message);
        return code;
    }

    /** For what belongs to the answer but not into it: hints and progress. */
    void note(@Nullable String message) {
        spec().commandLine().getErr().println(message);
    }
}
