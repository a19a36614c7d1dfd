package io.minicrm.cli.kafka;

import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.Table;
import io.minicrm.console.Texts;
import io.minicrm.inspector.TopicDetail;
import io.minicrm.inspector.TopicInspector;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows the partitions and settings of a topic. */
@Command(
        name = "metadata",
        description = "Show a topic: partitions with leader, replicas and in-sync replicas, and settings that are not"
                + " defaults.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm kafka metadata campaign.jobs"})
final class MetadataCommand extends InspectorCommand.ReadOnly {

    @Parameters(paramLabel = "TOPIC", description = "Name of the topic.")
    private String topic = "";

    @Override
    ExitCode look(TopicInspector inspector, Output out) {
        TopicDetail detail = inspector.topic(topic);
        out.answer(detail, () -> {
            Table partitions = new Table()
                    .text("PARTITION")
                    .number("LEADER")
                    .text("REPLICAS")
                    .text("IN SYNC")
                    .number("SIZE")
                    .text("STATE");
            detail.partitions()
                    .forEach(partition -> partitions.row(
                            "" + partition.partition(),
                            partition.leader(),
                            ids(partition.replicas()),
                            ids(partition.inSyncReplicas()),
                            Texts.bytes(partition.bytes()),
                            partition.isHealthy()
                                    ? "ok"
                                    : partition.leader() == null ? "no leader" : "under-replicated"));
            Table settings = new Table().whole("SETTING").text("VALUE").text("SET BY");
            detail.config().forEach(setting -> settings.row(setting.name(), setting.value(), setting.source()));
            return "%s  id %s, %d partitions, %d replicas%n%n"
                            .formatted(
                                    detail.topic(),
                                    detail.topicId(),
                                    detail.partitions().size(),
                                    detail.replicas())
                    + partitions.render()
                    + (detail.config().isEmpty()
                            ? "%nAll settings are defaults.%n".formatted()
                            : "\n" + settings.render());
        });
        return ExitCode.OK;
    }

    private static String ids(List<Integer> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
