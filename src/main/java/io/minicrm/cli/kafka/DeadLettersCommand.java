package io.minicrm.cli.kafka;

import io.minicrm.inspector.DeadLetter;
import io.minicrm.inspector.DeadLetterReplay;
import io.minicrm.inspector.Position;
import io.minicrm.inspector.RecordQuery;
import io.minicrm.inspector.RecordView;
import io.minicrm.inspector.StoredRecord;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.kafka.DeadLetters;
import io.minicrm.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What could not be worked on. */
@Command(
        name = "dead-letters",
        description = "Records that no worker could read or that broke one: see them, and put them back.",
        mixinStandardHelpOptions = true,
        subcommands = {
            DeadLettersCommand.ListLetters.class,
            DeadLettersCommand.ShowLetter.class,
            DeadLettersCommand.Replay.class
        },
        footer = {"", "Example: mini-crm kafka dead-letters list --reason 'lead_ids is missing'"})
final class DeadLettersCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "Which command? list, show or replay");
    }

    /** Which letters are meant. */
    static final class Choice {

        @Option(
                names = "--topic",
                paramLabel = "TOPIC",
                defaultValue = DeadLetters.TOPIC,
                description = "Where the dead letters lie. Default: ${DEFAULT-VALUE}.")
        private String topic = DeadLetters.TOPIC;

        @Option(names = "--reason", paramLabel = "TEXT", description = "Only with this in the error or its class.")
        private @Nullable String reason;

        @Option(names = "--from-topic", paramLabel = "TOPIC", description = "Only those that came from there.")
        private @Nullable String origin;

        boolean matches(DeadLetter letter) {
            return (origin == null || origin.equals(letter.originalTopic()))
                    && (reason == null || contains(letter.exception(), reason) || contains(letter.message(), reason));
        }

        private static boolean contains(@Nullable String text, String part) {
            return text != null && text.contains(part);
        }

        /** Another choice has another way behind it. */
        String suffix() {
            if (reason == null && origin == null) {
                return "";
            }
            CRC32 sum = new CRC32();
            sum.update((reason + "\0" + origin).getBytes(StandardCharsets.UTF_8));
            return "-" + HexFormat.of().toHexDigits((int) sum.getValue());
        }
    }

    /** The letters. */
    @Command(
            name = "list",
            description = "The newest dead letters: where they came from, and why.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm kafka dead-letters list 50 --from-topic campaign.jobs"})
    static final class ListLetters extends InspectorCommand.Looking {

        @Parameters(paramLabel = "N", defaultValue = "20", description = "How many. Default: 20.")
        private int limit;

        @Mixin
        private Choice choice = new Choice();

        @Override
        int look(TopicInspector inspector, Output out) {
            Deque<DeadLetter> newest = new ArrayDeque<>();
            inspector.scan(RecordQuery.all(choice.topic), stored -> {
                DeadLetter letter = stored.deadLetter();
                if (choice.matches(letter)) {
                    newest.addLast(letter);
                    if (newest.size() > limit) {
                        newest.removeFirst();
                    }
                }
            });
            List<DeadLetter> letters = List.copyOf(newest);
            out.answer(letters, () -> {
                Table table = new Table("!LETTER", "!BURIED (UTC)", "FROM", "GROUP", "KEY", "#REPLAYS", "REASON");
                letters.forEach(letter -> table.row(
                        letter.partition() + ":" + letter.offset(),
                        Texts.time(letter.at()),
                        "%s %s@%s"
                                .formatted(letter.originalTopic(), letter.originalPartition(), letter.originalOffset()),
                        letter.consumerGroup(),
                        letter.key(),
                        letter.replays(),
                        letter.message()));
                return letters.isEmpty() ? "No dead letters.\n" : Output.render(table);
            });
            return letters.isEmpty() ? NOTHING_MATCHED : DONE;
        }
    }

    /** A letter's place, as the list shows it. */
    record Place(int partition, long offset) {

        static Place parse(CommandSpec spec, String text) {
            if (!text.matches("[0-9]{1,6}:[0-9]{1,18}")) {
                throw new ParameterException(
                        spec.commandLine(),
                        "LETTER is \"%s\"; give PARTITION:OFFSET as the list shows it".formatted(text));
            }
            int colon = text.indexOf(':');
            return new Place(Integer.parseInt(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
        }
    }

    /** One letter in full. */
    @Command(
            name = "show",
            description = "One dead letter in full.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm kafka dead-letters show 0:17"})
    static final class ShowLetter extends InspectorCommand.Looking {

        @Parameters(paramLabel = "LETTER", description = "PARTITION:OFFSET, as the list shows it.")
        private String letter = "";

        @Mixin
        private Choice choice = new Choice();

        /** The reason, and the record. */
        record Answer(DeadLetter letter, RecordView record) {}

        @Override
        int look(TopicInspector inspector, Output out) {
            Place place = Place.parse(spec(), letter);
            List<StoredRecord> found = inspector
                    .records(new RecordQuery(
                            choice.topic,
                            1,
                            new Position.Offset(place.offset()),
                            new Position.Offset(place.offset() + 1),
                            place.partition(),
                            null,
                            List.of(),
                            null,
                            null,
                            0,
                            null,
                            false))
                    .records();
            if (found.isEmpty()) {
                return fail("There is no letter " + letter + ".", NOTHING_MATCHED);
            }
            StoredRecord stored = found.getFirst();
            DeadLetter dead = stored.deadLetter();
            out.answer(new Answer(dead, stored.view()), () -> {
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
                        .filter(header -> !header.name().startsWith("kafka_dlt-"))
                        .forEach(header -> text.append("header   %s=%s%n"
                                .formatted(
                                        Texts.harmless(header.name()),
                                        Texts.harmless(String.valueOf(
                                                header.value() == null ? header.valueBase64() : header.value())))));
                return text.append("value    ")
                        .append(Texts.harmless(Texts.value(stored)))
                        .append('\n')
                        .toString();
            });
            return DONE;
        }
    }

    /** Puts letters back. */
    @Command(
            name = "replay",
            description = {
                "Put dead letters back where they came from, bytes and headers as they were. A dry run unless --yes.",
                "A replay that is broken off goes on where it was; --from-start begins again. A letter that was replayed --max-replays times is left"
                        + " alone."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: mini-crm kafka dead-letters replay --reason timeout --rate 50 --yes"})
    static final class Replay extends InspectorCommand {

        @Parameters(arity = "0..1", paramLabel = "LETTER", description = "Only this one, PARTITION:OFFSET.")
        private @Nullable String letter;

        @Mixin
        private Choice choice = new Choice();

        @Option(names = "--yes", description = "Do it; without, the command only tells what it would do.")
        private boolean yes;

        @Option(
                names = "--rate",
                paramLabel = "N",
                defaultValue = "100",
                description = "Letters a second. Default: 100.")
        private int rate;

        @Option(names = "--max-replays", paramLabel = "N", defaultValue = "3", description = "Default: 3.")
        private int maxReplays;

        @Option(names = "--from-start", description = "Also letters that an earlier replay has been past.")
        private boolean fromStart;

        @Override
        int run(KafkaSettings settings, Output out) {
            if (rate < 1 || maxReplays < 1) {
                throw new ParameterException(spec().commandLine(), "--rate and --max-replays are 1 or more");
            }
            Place place = letter == null ? null : Place.parse(spec(), letter);
            DeadLetterReplay.Order order = new DeadLetterReplay.Order(
                    choice.topic,
                    "mini-crm-replay" + choice.suffix(),
                    choice::matches,
                    place == null ? null : (Integer) place.partition(),
                    place == null ? null : (Long) place.offset(),
                    maxReplays,
                    rate,
                    fromStart);
            DeadLetterReplay.Outcome outcome =
                    yes ? DeadLetterReplay.run(settings, order) : DeadLetterReplay.plan(settings, order);
            out.answer(outcome, () -> text(outcome));
            return outcome.replayed() == 0 ? NOTHING_MATCHED : DONE;
        }

        private String text(DeadLetterReplay.Outcome outcome) {
            StringBuilder text = new StringBuilder();
            outcome.byTopic()
                    .forEach((topic, count) -> text.append(
                            "%d letters %s %s%n".formatted(count, yes ? "went back to" : "would go back to", topic)));
            if (outcome.guarded() > 0) {
                text.append("%d were replayed %d times or more and stay%n".formatted(outcome.guarded(), maxReplays));
            }
            if (outcome.homeless() > 0) {
                text.append(
                        "%d do not say where they came from, or their topic is gone%n".formatted(outcome.homeless()));
            }
            if (outcome.replayed() == 0) {
                text.append("Nothing to replay.\n");
            } else if (!yes) {
                text.append("Dry run, nothing was written; --yes does it.\n");
            }
            return text.toString();
        }
    }
}
