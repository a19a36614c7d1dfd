package io.minicrm.cli.kafka;

import io.minicrm.inspector.TopicAdmin;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Deletes a topic. */
@Command(
        name = "delete",
        description =
                "Delete a topic with all its records. A dry run unless --yes is given. Kafka's own topics are refused.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm kafka delete audit.events --yes"})
final class DeleteCommand extends ChangeCommand {

    @Parameters(paramLabel = "TOPIC", description = "Name of the topic.")
    private String topic = "";

    @Override
    List<String> plan(TopicAdmin admin) {
        return admin.planDelete(topic);
    }

    @Override
    void change(TopicAdmin admin) {
        admin.delete(topic);
    }
}
