package io.minicrm.cli.kafka;

import io.minicrm.inspector.Position;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.inspector.TopicOffsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Where a topic's partitions begin and end, and how far groups are. */
@Command(
        name = "offsets",
        description = {
            "By partition: earliest, latest, count; by group: committed offset, lag, member, and the age of the record at the head.",
            "COUNT is latest minus earliest: transaction markers and what compaction removed count too."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm kafka offsets campaign.send_jobs --at -15m"})
final class OffsetsCommand extends InspectorCommand.Looking {

    @Parameters(paramLabel = "TOPIC")
    private String topic = "";

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "Also the first offset that is not older: a time, a day, or -15m.")
    private @Nullable String at;

    @Override
    int look(TopicInspector inspector, Output out) {
        TopicOffsets offsets = inspector.offsets(topic, time(), true);
        out.answer(offsets, () -> text(offsets));
        return DONE;
    }

    private @Nullable Instant time() {
        if (at == null) {
            return null;
        }
        if (Position.parse("at", at, Instant.now()) instanceof Position.Time(Instant time)) {
            return time;
        }
        throw new ParameterException(spec().commandLine(), "--at is \"%s\"; give a time, a day, or -15m".formatted(at));
    }

    private String text(TopicOffsets offsets) {
        Table partitions = new Table("PARTITION", "#EARLIEST", "#LATEST", "#COUNT", at == null ? "" : "#AT");
        offsets.partitions()
                .forEach(partition -> partitions.row(
                        "" + partition.partition(),
                        partition.earliest(),
                        partition.latest(),
                        partition.count(),
                        at == null ? (Object) "" : partition.atTime()));
        long total = offsets.partitions().stream()
                .mapToLong(TopicOffsets.Partition::count)
                .sum();
        partitions.row("all", "", "", total, "");
        if (offsets.groups().isEmpty()) {
            return Output.render(partitions) + "\nNo group has read it.\n";
        }
        Table groups = new Table("!GROUP", "#PARTITION", "#COMMITTED", "#LAG", "!HEAD RECORD", "MEMBER");
        offsets.groups()
                .forEach(group -> groups.row(
                        group.group(),
                        group.partition(),
                        group.committed(),
                        group.lag(),
                        Texts.time(group.headTime()),
                        group.member()));
        return Output.render(partitions) + "\n" + Output.render(groups);
    }
}
