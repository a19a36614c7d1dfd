package io.minicrm.cli.kafka;

import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.Table;
import io.minicrm.console.Texts;
import io.minicrm.inspector.GroupSummary;
import io.minicrm.inspector.TopicInspector;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the consumer groups. */
@Command(
        name = "groups",
        description = {
            "List all consumer groups: state, members, topics, lag, rate and time left.",
            "The rate is measured: if a group has a lag, the command observes the commits for a while."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm kafka groups --watch 5"})
final class GroupsCommand extends InspectorCommand.ReadOnly {

    @Option(
            names = "--watch",
            paramLabel = "SECONDS",
            defaultValue = "1",
            description = "How long to observe the commits, 0 to 3600. Default: ${DEFAULT-VALUE}.")
    private int watch;

    @Override
    ExitCode look(TopicInspector inspector, Output out) {
        List<GroupSummary> groups = inspector.groups(Duration.ofSeconds(Math.clamp(watch, 0, 3_600)));
        out.answer(groups, () -> {
            Table table = new Table()
                    .whole("GROUP")
                    .text("STATE")
                    .number("MEMBERS")
                    .text("TOPICS")
                    .number("LAG")
                    .number("RATE")
                    .number("TIME LEFT");
            groups.forEach(group -> table.row(
                    group.group(),
                    group.state(),
                    group.members(),
                    String.join(", ", group.topics()),
                    group.lag(),
                    Texts.rate(group.ratePerSecond()),
                    Texts.seconds(group.secondsLeft())));
            return groups.isEmpty() ? "There are no groups.\n" : table.render();
        });
        return groups.isEmpty() ? ExitCode.NOTHING_MATCHED : ExitCode.OK;
    }
}
