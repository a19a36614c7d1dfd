package io.minicrm.cli.kafka;

import io.minicrm.inspector.TopicAdmin;
import io.minicrm.kafka.KafkaSettings;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** A command that changes something: it tells what it would do, and does it with --yes. */
abstract class ChangeCommand extends InspectorCommand {

    @Option(names = "--yes", description = "Do it; without, the command only tells what it would do.")
    private boolean yes;

    /** What would be done, a line each; nothing when all is as it should be. */
    abstract List<String> plan(TopicAdmin admin);

    abstract void change(TopicAdmin admin);

    @Override
    final int run(KafkaSettings settings, Output out) {
        try (TopicAdmin admin = new TopicAdmin(settings)) {
            List<String> steps = plan(admin);
            if (yes && !steps.isEmpty()) {
                change(admin);
            }
            boolean done = yes && !steps.isEmpty();
            out.answer(Map.of("done", done, "steps", steps), () -> text(steps, done));
        }
        return DONE;
    }

    private static String text(List<String> steps, boolean done) {
        if (steps.isEmpty()) {
            return "Nothing to do.\n";
        }
        StringBuilder text = new StringBuilder();
        steps.forEach(step -> text.append(step).append('\n'));
        return text.append(done ? "Done.\n" : "Dry run, nothing was changed; --yes does it.\n")
                .toString();
    }
}
