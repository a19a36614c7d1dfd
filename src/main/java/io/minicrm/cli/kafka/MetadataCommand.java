package io.minicrm.cli.kafka;

import io.minicrm.inspector.TopicDetail;
import io.minicrm.inspector.TopicInspector;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One topic in full. */
@Command(
        name = "metadata",
        description = "Partitions with leader, replicas and in-sync replicas, and every setting that is not a default.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm kafka metadata campaign.jobs"})
final class MetadataCommand extends InspectorCommand.Looking {

    @Parameters(paramLabel = "TOPIC")
    private String topic = "";

    @Override
    int look(TopicInspector inspector, Output out) {
        TopicDetail detail = inspector.topic(topic);
        out.answer(detail, () -> {
            Table partitions = new Table("PARTITION", "#LEADER", "REPLICAS", "IN SYNC", "#SIZE", "STATE");
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
            Table settings = new Table("!SETTING", "VALUE", "SET BY");
            detail.config().forEach(setting -> settings.row(setting.name(), setting.value(), setting.source()));
            return "%s  id %s, %d partitions, %d replicas%n%n"
                            .formatted(
                                    detail.topic(),
                                    detail.topicId(),
                                    detail.partitions().size(),
                                    detail.replicas())
                    + Output.render(partitions)
                    + (detail.config().isEmpty()
                            ? "%nAll settings are defaults.%n".formatted()
                            : "\n" + Output.render(settings));
        });
        return DONE;
    }

    private static String ids(List<Integer> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
