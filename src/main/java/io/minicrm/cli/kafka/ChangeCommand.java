package io.minicrm.cli.kafka;

import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.inspector.TopicAdmin;
import io.minicrm.kafka.KafkaSettings;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** A command that changes something: a dry run unless --yes is given. */
abstract class ChangeCommand extends InspectorCommand {

    @Option(names = "--yes", description = "Make the change; without this option the command is a dry run.")
    private boolean yes;

    /** The changes to make, one line each; empty if there is nothing to change. */
    abstract List<String> plan(TopicAdmin admin);

    abstract void change(TopicAdmin admin);

    @Override
    final ExitCode run(KafkaSettings settings, Output out) {
        try (TopicAdmin admin = new TopicAdmin(settings)) {
            List<String> steps = plan(admin);
            if (yes && !steps.isEmpty()) {
                change(admin);
            }
            boolean done = yes && !steps.isEmpty();
            out.answer(Map.of("done", done, "steps", steps), () -> text(steps, done));
        }
        return ExitCode.OK;
    }

    private static String text(List<String> steps, boolean done) {
        if (steps.isEmpty()) {
            return "Nothing to do.\n";
        }
        StringBuilder text = new StringBuilder();
        steps.forEach(step -> text.append(step).append('\n'));
        return text.append(done ? "Done.\n" : "Dry run, nothing was changed. Use --yes to make the change.\n")
                .toString();
    }
}
