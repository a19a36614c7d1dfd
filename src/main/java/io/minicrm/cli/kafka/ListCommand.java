package io.minicrm.cli.kafka;

import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.Table;
import io.minicrm.console.Texts;
import io.minicrm.delivery.PipelineGroup;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.inspector.TopicSummary;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the topics. */
@Command(
        name = "list",
        description = {
            "List all topics: partitions, replicas, messages, size on disk, lag of the mini-crm workers.",
            "MESSAGES is latest minus earliest offset, an upper bound of the number of messages."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm kafka list --internal"})
final class ListCommand extends InspectorCommand.ReadOnly {

    @Option(names = "--internal", description = "Include Kafka's own topics.")
    private boolean internal;

    @Override
    ExitCode look(TopicInspector inspector, Output out) {
        List<TopicSummary> topics = inspector.topics(internal, PipelineGroup.ids());
        out.answer(topics, () -> {
            Table table = new Table()
                    .whole("TOPIC")
                    .number("PARTITIONS")
                    .number("REPLICAS")
                    .number("MESSAGES")
                    .number("SIZE")
                    .number("LAG");
            topics.forEach(topic -> table.row(
                    topic.topic(),
                    topic.partitions(),
                    topic.replicas(),
                    topic.messages(),
                    Texts.bytes(topic.bytes()),
                    topic.lag()));
            return table.render();
        });
        return topics.isEmpty() ? ExitCode.NOTHING_MATCHED : ExitCode.OK;
    }
}
