package io.minicrm.cli.kafka;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Everything that looks into Kafka. */
@Command(
        name = "kafka",
        description = "See what is in the pipe: topics, records, campaigns, groups, dead letters.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ListCommand.class,
            MetadataCommand.class,
            InspectCommand.class,
            CampaignsCommand.class,
            AnalyzeCommand.class,
            TraceCommand.class,
            OffsetsCommand.class,
            GroupsCommand.class,
            DeadLettersCommand.class,
            CreateCommand.class,
            AlterCommand.class,
            DeleteCommand.class,
            ResetOffsetsCommand.class,
            ProduceCommand.class
        },
        footer = {
            "",
            "KAFKA_BROKERS, KAFKA_CLIENT_ID and KAFKA_CONFIG say where and how to connect.",
            "Exit codes: 0 done, 1 failed, 2 wrong use, 3 nothing matched, 4 inconsistency found.",
            "",
            "Example: mini-crm kafka list"
        })
public final class KafkaCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    /** Silences the Kafka client, whose warnings would repeat in many lines what the command says in one. Before its first class is loaded. */
    public static void silenceClient() {
        if (System.getenv("MINI_CRM_LOG_LEVEL") == null) {
            System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
            System.setProperty("slf4j.internal.verbosity", "WARN");
        }
    }

    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "Which command?");
    }
}
