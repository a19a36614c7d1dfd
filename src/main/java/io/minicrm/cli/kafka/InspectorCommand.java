package io.minicrm.cli.kafka;

import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.kafka.KafkaSettings;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that connects to Kafka. */
abstract class InspectorCommand implements Callable<ExitCode> {

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private Output out = new Output();

    abstract ExitCode run(KafkaSettings settings, Output out) throws IOException;

    /** An error in the arguments that picocli cannot detect. */
    ParameterException wrongUse(String problem) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), problem);
    }

    @Override
    public final ExitCode call() throws IOException {
        return run(connection.settings(), out);
    }

    /** A command that changes nothing. */
    abstract static class ReadOnly extends InspectorCommand {

        abstract ExitCode look(TopicInspector inspector, Output out) throws IOException;

        @Override
        final ExitCode run(KafkaSettings settings, Output out) throws IOException {
            try (TopicInspector inspector = new TopicInspector(settings)) {
                return look(inspector, out);
            }
        }
    }
}
