package io.minicrm.cli.kafka;

import io.minicrm.inspector.Position;
import io.minicrm.inspector.TopicAdmin;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets the committed offsets of a consumer group. */
@Command(
        name = "reset-offsets",
        description = {
            "Set the position from which a consumer group continues to read a topic. The group must have no members.",
            "A dry run unless --yes is given."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  mini-crm kafka reset-offsets mini-crm-receipts campaign.delivery_receipts \\",
            "    --to -1h --yes"
        })
final class ResetOffsetsCommand extends ChangeCommand {

    @Parameters(index = "0", paramLabel = "GROUP", description = "Id of the consumer group.")
    private String group = "";

    @Parameters(index = "1", paramLabel = "TOPIC", description = "Name of the topic.")
    private String topic = "";

    @Option(
            names = "--to",
            required = true,
            paramLabel = "POSITION",
            description = "New position: earliest, latest, an offset, a time, or a span back such as -15m.")
    private String to = "";

    @Option(
            names = {"-p", "--partition"},
            paramLabel = "N",
            description = "Only this partition.")
    private @Nullable Integer partition;

    private List<TopicAdmin.Reset> resets = List.of();

    @Override
    List<String> plan(TopicAdmin admin) {
        resets = admin.planReset(group, topic, Position.parse("to", to, Instant.now()), partition);
        return resets.stream()
                .map(reset -> "%s %s-%d: %s → %d"
                        .formatted(
                                reset.group(),
                                reset.topic(),
                                reset.partition(),
                                reset.from() == null ? "nothing committed" : reset.from(),
                                reset.to()))
                .toList();
    }

    @Override
    void change(TopicAdmin admin) {
        admin.reset(resets);
    }
}
