package io.minicrm.cli.kafka;

import io.minicrm.delivery.PipelineGroup;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.inspector.TopicSummary;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** All topics. */
@Command(
        name = "list",
        description = {
            "All topics: partitions, replicas, messages, size on disk, lag of the mini-crm worker groups.",
            "MESSAGES is latest minus earliest offset: at most so many."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm kafka list --internal"})
final class ListCommand extends InspectorCommand.Looking {

    @Option(names = "--internal", description = "Show Kafka's own topics too.")
    private boolean internal;

    @Override
    int look(TopicInspector inspector, Output out) {
        List<TopicSummary> topics = inspector.topics(internal, PipelineGroup.ids());
        out.answer(topics, () -> {
            Table table = new Table("!TOPIC", "#PARTITIONS", "#REPLICAS", "#MESSAGES", "#SIZE", "#LAG");
            topics.forEach(topic -> table.row(
                    topic.topic(),
                    topic.partitions(),
                    topic.replicas(),
                    topic.messages(),
                    Texts.bytes(topic.bytes()),
                    topic.lag()));
            return Output.render(table);
        });
        return topics.isEmpty() ? NOTHING_MATCHED : DONE;
    }
}
