package io.minicrm.cli.kafka;

import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.StandardInput;
import io.minicrm.console.Texts;
import io.minicrm.inspector.RecordWriter;
import io.minicrm.kafka.KafkaSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes records to a topic. */
@Command(
        name = "produce",
        description = {
            "Write records from a file or standard input: the output of inspect --json, or one such message per line.",
            "Keys, headers and values are written unchanged; topic, partition, offset and time are new."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  mini-crm kafka inspect campaign.jobs 100 --json | mini-crm kafka produce copy",
            "  echo hello | mini-crm kafka produce notes --lines --key greeting"
        })
final class ProduceCommand extends InspectorCommand {

    private static final int FLUSH_EVERY = 10_000;

    @Parameters(index = "0", paramLabel = "TOPIC", description = "Name of the topic.")
    private String topic = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "File to read. Default: standard input.")
    private @Nullable Path file;

    @Option(names = "--lines", description = "Write each line unchanged as a value.")
    private boolean lines;

    @Option(names = "--key", paramLabel = "KEY", description = "Key of all records, with --lines.")
    private @Nullable String key;

    @Override
    ExitCode run(KafkaSettings settings, Output out) throws IOException {
        long sent = 0;
        try (RecordWriter writer = new RecordWriter(settings);
                BufferedReader input = file == null || file.toString().equals("-")
                        ? new BufferedReader(new InputStreamReader(StandardInput.open(), StandardCharsets.UTF_8))
                        : Files.newBufferedReader(file)) {
            writer.checkWritable(topic);
            long number = 0;
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                if (lines) {
                    writer.send(topic, key, line);
                    sent++;
                } else if (!line.isBlank()) {
                    sent += writer.sendLine(topic, line);
                }
                number++;
                if (number % FLUSH_EVERY == 0) {
                    writer.flush();
                }
            }
            writer.flush();
        }
        long count = sent;
        out.answer(
                Map.of("topic", topic, "sent", count),
                () -> "%s records written to %s.%n".formatted(Texts.grouped(count), topic));
        return count == 0 ? ExitCode.NOTHING_MATCHED : ExitCode.OK;
    }
}
