package io.minicrm.cli.kafka;

import io.minicrm.inspector.TopicAdmin;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes the partitions and the settings of a topic. */
@Command(
        name = "alter",
        description = "Add partitions to a topic or change its settings. A dry run unless --yes is given.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm kafka alter campaign.jobs --partitions 12 --yes"})
final class AlterCommand extends ChangeCommand {

    @Parameters(paramLabel = "TOPIC", description = "Name of the topic.")
    private String topic = "";

    @Option(names = "--partitions", paramLabel = "N", description = "New number of partitions; it cannot be reduced.")
    private @Nullable Integer partitions;

    @Option(
            names = "--config",
            paramLabel = "NAME=VALUE",
            description = "Setting to change; an empty value restores the default. May be repeated.",
            mapFallbackValue = "")
    private Map<String, String> config = new TreeMap<>();

    @Override
    List<String> plan(TopicAdmin admin) {
        return admin.planAlter(topic, partitions, config);
    }

    @Override
    void change(TopicAdmin admin) {
        admin.alter(topic, partitions, config);
    }
}
