package io.minicrm.cli.kafka;

import io.minicrm.inspector.GroupSummary;
import io.minicrm.inspector.TopicInspector;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** All consumer groups. */
@Command(
        name = "groups",
        description = {
            "All groups: state, members, topics, lag, and how long they will need.",
            "The rate is measured: where there is a lag, the command watches the commits for a second."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm kafka groups --watch 5"})
final class GroupsCommand extends InspectorCommand.Looking {

    @Option(
            names = "--watch",
            paramLabel = "SECONDS",
            defaultValue = "1",
            description = "How long to watch the commits, 0 to 3600. Default: 1.")
    private int watch;

    @Override
    int look(TopicInspector inspector, Output out) {
        List<GroupSummary> groups = inspector.groups(Duration.ofSeconds(Math.clamp(watch, 0, 3_600)));
        out.answer(groups, () -> {
            Table table = new Table("!GROUP", "STATE", "#MEMBERS", "TOPICS", "#LAG", "#RATE", "#TIME LEFT");
            groups.forEach(group -> table.row(
                    group.group(),
                    group.state(),
                    group.members(),
                    String.join(", ", group.topics()),
                    group.lag(),
                    Texts.rate(group.ratePerSecond()),
                    Texts.seconds(group.secondsLeft())));
            return groups.isEmpty() ? "There are no groups.\n" : Output.render(table);
        });
        return groups.isEmpty() ? NOTHING_MATCHED : DONE;
    }
}
