package io.minicrm.cli.kafka;

import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.inspector.TopicAdmin;
import io.minicrm.kafka.KafkaSettings;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates a topic. */
@Command(
        name = "create",
        description = "Create a topic. If the topic exists, the command fails and leaves it unchanged.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm kafka create audit.events 6 --config retention.ms=604800000"})
final class CreateCommand extends InspectorCommand {

    @Parameters(index = "0", paramLabel = "TOPIC", description = "Name of the topic.")
    private String topic = "";

    @Parameters(index = "1", paramLabel = "PARTITIONS", description = "Number of partitions.")
    private int partitions;

    @Option(
            names = "--replication",
            paramLabel = "N",
            description = "Replicas of each partition. Default: 3, or the number of brokers if that is smaller.")
    private @Nullable Short replication;

    @Option(names = "--config", paramLabel = "NAME=VALUE", description = "Setting of the topic. May be repeated.")
    private Map<String, String> config = new TreeMap<>();

    @Override
    ExitCode run(KafkaSettings settings, Output out) {
        if (partitions < 1) {
            throw wrongUse("PARTITIONS is %d; give 1 or more".formatted(partitions));
        }
        try (TopicAdmin admin = new TopicAdmin(settings)) {
            admin.create(topic, partitions, replication, config);
        }
        out.answer(
                Map.of("topic", topic, "partitions", partitions),
                () -> "Created %s with %d partitions.%n".formatted(topic, partitions));
        return ExitCode.OK;
    }
}
