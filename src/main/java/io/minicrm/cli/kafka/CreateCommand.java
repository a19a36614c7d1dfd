package io.minicrm.cli.kafka;

import io.minicrm.inspector.TopicAdmin;
import io.minicrm.kafka.KafkaSettings;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Creates a topic. */
@Command(
        name = "create",
        description = "Create a topic. One that exists is left as it is, and the command fails.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm kafka create audit.events 6 --config retention.ms=604800000"})
final class CreateCommand extends InspectorCommand {

    @Parameters(index = "0", paramLabel = "TOPIC")
    private String topic = "";

    @Parameters(index = "1", paramLabel = "PARTITIONS")
    private int partitions;

    @Option(
            names = "--replication",
            paramLabel = "N",
            description = "Replicas of each partition. Default: 3, or as many as there are brokers.")
    private @Nullable Short replication;

    @Option(names = "--config", paramLabel = "NAME=VALUE", description = "A setting of the topic; may be repeated.")
    private Map<String, String> config = new TreeMap<>();

    @Override
    int run(KafkaSettings settings, Output out) {
        if (partitions < 1) {
            throw new ParameterException(
                    spec().commandLine(), "PARTITIONS is %d; give 1 or more".formatted(partitions));
        }
        try (TopicAdmin admin = new TopicAdmin(settings)) {
            admin.create(topic, partitions, replication, config);
        }
        out.answer(
                Map.of("topic", topic, "partitions", partitions),
                () -> "Created %s with %d partitions.%n".formatted(topic, partitions));
        return DONE;
    }
}
