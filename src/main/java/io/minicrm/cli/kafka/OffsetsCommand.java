package io.minicrm.cli.kafka;

import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.Table;
import io.minicrm.console.Texts;
import io.minicrm.inspector.Position;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.inspector.TopicOffsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the offsets of a topic's partitions and of its consumer groups. */
@Command(
        name = "offsets",
        description = {
            "Show, for each partition, earliest and latest offset and count; for each group, committed offset, lag,"
                    + " time of the next record, and member.",
            "COUNT is latest minus earliest offset; it includes transaction markers and compacted records."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm kafka offsets campaign.send_jobs --at -15m"})
final class OffsetsCommand extends InspectorCommand.ReadOnly {

    @Parameters(paramLabel = "TOPIC", description = "Name of the topic.")
    private String topic = "";

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description =
                    "Also show the first offset at or after this time: a time, a date, or a span back such as -15m.")
    private @Nullable String at;

    @Override
    ExitCode look(TopicInspector inspector, Output out) {
        TopicOffsets offsets = inspector.offsetsWithHeadTimes(topic, time());
        out.answer(offsets, () -> text(offsets));
        return ExitCode.OK;
    }

    private @Nullable Instant time() {
        if (at == null) {
            return null;
        }
        if (Position.parse("at", at, Instant.now()) instanceof Position.Time(Instant time)) {
            return time;
        }
        throw wrongUse("--at is \"%s\"; give a time, a date, or a span back such as -15m".formatted(at));
    }

    private String text(TopicOffsets offsets) {
        Table partitions = new Table()
                .text("PARTITION")
                .number("EARLIEST")
                .number("LATEST")
                .number("COUNT")
                .number(at == null ? "" : "AT");
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
            return partitions.render() + "\nNo consumer group has read this topic.\n";
        }
        Table groups = new Table()
                .whole("GROUP")
                .number("PARTITION")
                .number("COMMITTED")
                .number("LAG")
                .whole("HEAD RECORD")
                .text("MEMBER");
        offsets.groups()
                .forEach(group -> groups.row(
                        group.group(),
                        group.partition(),
                        group.committed(),
                        group.lag(),
                        Texts.time(group.headTime()),
                        group.member()));
        return partitions.render() + "\n" + groups.render();
    }
}
