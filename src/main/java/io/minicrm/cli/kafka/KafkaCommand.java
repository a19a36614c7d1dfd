package io.minicrm.cli.kafka;

import picocli.CommandLine.Command;

/** Commands that inspect and change topics and consumer groups. */
@Command(
        name = "kafka",
        description = "Inspect Kafka: topics, records, campaigns, consumer groups, dead letters.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ListCommand.class,
            MetadataCommand.class,
            InspectCommand.class,
            CampaignJobsCommand.class,
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
            "KAFKA_BROKERS, KAFKA_CLIENT_ID and KAFKA_CONFIG configure the connection.",
            "",
            "Example: mini-crm kafka list"
        })
public final class KafkaCommand {

    /**
     * Turns off the log of the Kafka client, which would repeat in many lines what the command reports in one. Call it
     * before any class of the client is loaded.
     */
    public static void silenceClient() {
        if (System.getenv("MINI_CRM_LOG_LEVEL") == null) {
            System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
            System.setProperty("slf4j.internal.verbosity", "WARN");
        }
    }
}
