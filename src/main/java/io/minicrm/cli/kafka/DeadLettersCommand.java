package io.minicrm.cli.kafka;

import io.minicrm.console.CommandFailedException;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.Table;
import io.minicrm.console.Texts;
import io.minicrm.inspector.DeadLetter;
import io.minicrm.inspector.DeadLetterReplay;
import io.minicrm.inspector.Position;
import io.minicrm.inspector.RecordQuery;
import io.minicrm.inspector.RecordView;
import io.minicrm.inspector.StoredRecord;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.kafka.DeadLetterHeaders;
import io.minicrm.kafka.DeadLetters;
import io.minicrm.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands for records that no worker could process. */
@Command(
        name = "dead-letters",
        description = "Show and replay dead letters: records that no worker could process.",
        mixinStandardHelpOptions = true,
        subcommands = {
            DeadLettersCommand.ListLetters.class,
            DeadLettersCommand.ShowLetter.class,
            DeadLettersCommand.Replay.class
        },
        footer = {"", "Example: mini-crm kafka dead-letters list --reason 'lead_ids is missing'"})
final class DeadLettersCommand {

    /** The group, without members, whose committed offsets store the progress of a replay. */
    private static final String REPLAY_GROUP = "mini-crm-replay";

    /** The option that names the topic of the letters. */
    static final class LetterTopic {

        @Option(
                names = "--topic",
                paramLabel = "TOPIC",
                defaultValue = DeadLetters.TOPIC,
                description = "Topic of the dead letters. Default: ${DEFAULT-VALUE}.")
        private String topic = DeadLetters.TOPIC;
    }

    /** The options that select letters. */
    static final class Choice {

        @Mixin
        private LetterTopic from = new LetterTopic();

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                description = "Only letters with this text in the error or its class.")
        private @Nullable String reason;

        @Option(names = "--from-topic", paramLabel = "TOPIC", description = "Only letters from this topic.")
        private @Nullable String origin;

        boolean matches(DeadLetter letter) {
            return (origin == null || origin.equals(letter.originalTopic()))
                    && (reason == null || contains(letter.exception(), reason) || contains(letter.message(), reason));
        }

        private static boolean contains(@Nullable String text, String part) {
            return text != null && text.contains(part);
        }

        /** Distinguishes the groups that store the progress of replays with different options. */
        String suffix() {
            if (reason == null && origin == null) {
                return "";
            }
            CRC32 sum = new CRC32();
            sum.update((reason + "\0" + origin).getBytes(StandardCharsets.UTF_8));
            return "-" + HexFormat.of().toHexDigits((int) sum.getValue());
        }
    }

    /** Lists dead letters. */
    @Command(
            name = "list",
            description = "List the newest dead letters: origin, consumer group and reason.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm kafka dead-letters list 50 --from-topic campaign.jobs"})
    static final class ListLetters extends InspectorCommand.ReadOnly {

        @Parameters(
                arity = "0..1",
                paramLabel = "N",
                defaultValue = "20",
                description = "Largest number of letters. Default: ${DEFAULT-VALUE}.")
        private int limit;

        @Mixin
        private Choice choice = new Choice();

        @Override
        ExitCode look(TopicInspector inspector, Output out) {
            Deque<DeadLetter> newest = new ArrayDeque<>();
            inspector.scan(RecordQuery.all(choice.from.topic), stored -> {
                DeadLetter letter = DeadLetter.of(stored);
                if (choice.matches(letter)) {
                    newest.addLast(letter);
                    if (newest.size() > limit) {
                        newest.removeFirst();
                    }
                }
            });
            List<DeadLetter> letters = List.copyOf(newest);
            out.answer(letters, () -> {
                Table table = new Table()
                        .whole("LETTER")
                        .whole("BURIED (UTC)")
                        .text("FROM")
                        .text("GROUP")
                        .text("KEY")
                        .number("REPLAYS")
                        .text("REASON");
                letters.forEach(letter -> table.row(
                        letter.partition() + ":" + letter.offset(),
                        Texts.time(letter.at()),
                        "%s %s@%s"
                                .formatted(letter.originalTopic(), letter.originalPartition(), letter.originalOffset()),
                        letter.consumerGroup(),
                        letter.key(),
                        letter.replays(),
                        letter.message()));
                return letters.isEmpty() ? "No dead letters.\n" : table.render();
            });
            return letters.isEmpty() ? ExitCode.NOTHING_MATCHED : ExitCode.OK;
        }
    }

    /** The position of a letter, as the list shows it. */
    record Place(int partition, long offset) {

        static Place parse(InspectorCommand command, String text) {
            if (!text.matches("[0-9]{1,6}:[0-9]{1,18}")) {
                throw command.wrongUse("LETTER is \"%s\"; give PARTITION:OFFSET as the list shows it".formatted(text));
            }
            int colon = text.indexOf(':');
            return new Place(Integer.parseInt(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
        }
    }

    /** Shows one letter. */
    @Command(
            name = "show",
            description = "Show one dead letter with its error, headers and value.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm kafka dead-letters show 0:17"})
    static final class ShowLetter extends InspectorCommand.ReadOnly {

        @Parameters(
                paramLabel = "LETTER",
                description = "Position of the letter, PARTITION:OFFSET, as the list shows it.")
        private String letter = "";

        @Mixin
        private LetterTopic from = new LetterTopic();

        /** The answer in JSON. */
        record Answer(DeadLetter letter, RecordView record) {}

        @Override
        ExitCode look(TopicInspector inspector, Output out) {
            Place place = Place.parse(this, letter);
            List<StoredRecord> found = inspector
                    .records(RecordQuery.of(from.topic)
                            .partition(place.partition())
                            .from(new Position.Offset(place.offset()))
                            .to(new Position.Offset(place.offset() + 1))
                            .build())
                    .records();
            if (found.isEmpty()) {
                throw new CommandFailedException(
                        ExitCode.NOTHING_MATCHED,
                        "There is no dead letter %s; see: mini-crm kafka dead-letters list".formatted(letter));
            }
            StoredRecord stored = found.getFirst();
            DeadLetter dead = DeadLetter.of(stored);
            out.answer(new Answer(dead, stored.view()), () -> text(dead, stored));
            return ExitCode.OK;
        }

        private static String text(DeadLetter dead, StoredRecord stored) {
            StringBuilder text = new StringBuilder();
            text.append("buried   ").append(Texts.time(dead.at())).append(" UTC\n");
            text.append("from     %s %s@%s, read by %s%n"
                    .formatted(
                            dead.originalTopic(),
                            dead.originalPartition(),
                            dead.originalOffset(),
                            dead.consumerGroup()));
            text.append("error    ").append(dead.exception()).append('\n');
            text.append("         ")
                    .append(Texts.harmless(String.valueOf(dead.message())))
                    .append('\n');
            text.append("replays  ").append(dead.replays()).append('\n');
            text.append("key      ")
                    .append(Texts.harmless(String.valueOf(dead.key())))
                    .append('\n');
            stored.view().headers().stream()
                    .filter(header -> !header.name().startsWith(DeadLetterHeaders.PREFIX))
                    .forEach(header -> text.append("header   %s=%s%n"
                            .formatted(
                                    Texts.harmless(header.name()),
                                    Texts.harmless(String.valueOf(
                                            header.value() == null ? header.valueBase64() : header.value())))));
            text.append("value    ")
                    .append(Texts.harmless(RecordText.value(stored)))
                    .append('\n');
            return text.toString();
        }
    }

    /** Replays letters. */
    @Command(
            name = "replay",
            description = {
                "Write dead letters to the topics they came from, with unchanged bytes and headers.",
                "A dry run unless --yes is given.",
                "An interrupted replay resumes where it stopped; --from-start begins again. Letters that were replayed"
                        + " --max-replays times are not replayed again."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm kafka dead-letters replay --reason timeout --rate 50 --yes"})
    static final class Replay extends InspectorCommand {

        @Parameters(arity = "0..1", paramLabel = "LETTER", description = "Only this letter, PARTITION:OFFSET.")
        private @Nullable String letter;

        @Mixin
        private Choice choice = new Choice();

        @Option(names = "--yes", description = "Replay the letters; without this option the command is a dry run.")
        private boolean yes;

        @Option(
                names = "--rate",
                paramLabel = "N",
                defaultValue = "100",
                description = "Letters per second. Default: ${DEFAULT-VALUE}.")
        private int rate;

        @Option(
                names = "--max-replays",
                paramLabel = "N",
                defaultValue = "3",
                description = "Largest number of replays of a letter. Default: ${DEFAULT-VALUE}.")
        private int maxReplays;

        @Option(names = "--from-start", description = "Include letters that an earlier replay has passed.")
        private boolean fromStart;

        @Override
        ExitCode run(KafkaSettings settings, Output out) {
            if (rate < 1 || maxReplays < 1) {
                throw wrongUse("--rate and --max-replays must be 1 or more");
            }
            DeadLetterReplay.Order order = new DeadLetterReplay.Order(
                    choice.from.topic, REPLAY_GROUP + choice.suffix(), scope(), choice::matches, maxReplays, rate);
            DeadLetterReplay.Outcome outcome =
                    yes ? DeadLetterReplay.run(settings, order) : DeadLetterReplay.plan(settings, order);
            out.answer(outcome, () -> text(outcome));
            return outcome.replayed() == 0 ? ExitCode.NOTHING_MATCHED : ExitCode.OK;
        }

        private DeadLetterReplay.Scope scope() {
            if (letter != null) {
                Place place = Place.parse(this, letter);
                return new DeadLetterReplay.Scope.Single(place.partition(), place.offset());
            }
            return fromStart ? new DeadLetterReplay.Scope.All() : new DeadLetterReplay.Scope.Remaining();
        }

        private String text(DeadLetterReplay.Outcome outcome) {
            StringBuilder text = new StringBuilder();
            outcome.byTopic()
                    .forEach((topic, count) -> text.append(
                            "%d letters %s to %s%n".formatted(count, yes ? "replayed" : "would be replayed", topic)));
            if (outcome.exhausted() > 0) {
                text.append("%d letters not replayed, because they were replayed %d times or more%n"
                        .formatted(outcome.exhausted(), maxReplays));
            }
            if (outcome.unroutable() > 0) {
                text.append("%d letters not replayed, because they name no topic or their topic does not exist%n"
                        .formatted(outcome.unroutable()));
            }
            if (outcome.tooLarge() > 0) {
                text.append("%d letters not replayed, because they exceed max.message.bytes of their topic%n"
                        .formatted(outcome.tooLarge()));
            }
            if (outcome.replayed() == 0) {
                text.append("Nothing to replay.\n");
            } else if (!yes) {
                text.append("Dry run, nothing was written. Use --yes to replay.\n");
            }
            return text.toString();
        }
    }
}
