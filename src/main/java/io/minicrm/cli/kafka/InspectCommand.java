package io.minicrm.cli.kafka;

import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.Table;
import io.minicrm.console.Terminal;
import io.minicrm.console.Texts;
import io.minicrm.inspector.Position;
import io.minicrm.inspector.RecordPage;
import io.minicrm.inspector.RecordQuery;
import io.minicrm.inspector.RecordView;
import io.minicrm.inspector.StoredRecord;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.text.Excerpt;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the records of a topic. */
@Command(
        name = "inspect",
        description = {
            "Show records of a topic: the newest N, or with --from the first N from that position on.",
            "--where takes a CEL expression. The fields of a JSON value are variables, and so are key, partition,"
                    + " offset, timestamp, headers and body (the whole value)."
                    + " A record that lacks a field does not match."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  mini-crm kafka inspect campaign.jobs 5",
            "  mini-crm kafka inspect campaign.jobs --from -15m -w 'size(lead_ids) > 100'",
            "  mini-crm kafka inspect campaign.delivery_receipts -f -w 'status == \"failed\"'",
            "  mini-crm kafka inspect campaign.jobs 100 --json | mini-crm kafka produce copy"
        })
final class InspectCommand extends InspectorCommand.ReadOnly {

    enum Format {
        TABLE,
        JSON,
        RAW
    }

    @Parameters(index = "0", paramLabel = "TOPIC", description = "Name of the topic.")
    private String topic = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "N",
            defaultValue = "10",
            description = "Records per page. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(
            names = "--from",
            paramLabel = "POSITION",
            description = "First position: earliest, latest, an offset, a time (2026-01-31T12:00:00Z, 2026-01-31,"
                    + " @epoch-millis), or a span back such as -15m.")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "POSITION",
            description = "End position, exclusive, in the same form as --from.")
    private @Nullable String to;

    @Option(
            names = {"-p", "--partition"},
            paramLabel = "N",
            description = "Only this partition.")
    private @Nullable Integer partition;

    @Option(
            names = {"-k", "--key"},
            paramLabel = "KEY",
            description = "Only this key, in the one partition to which Kafka's default partitioner assigns it.")
    private @Nullable String key;

    @Option(
            names = "--header",
            paramLabel = "NAME=VALUE",
            description = "Only records with this header. May be repeated.")
    private List<String> headers = new ArrayList<>();

    @Option(
            names = {"-w", "--where"},
            paramLabel = "CEL",
            description = "Only records for which this CEL expression is true.")
    private @Nullable String where;

    @Option(
            names = {"-g", "--grep"},
            paramLabel = "TEXT",
            description = "Only records with this text in the value, the key or a header.")
    private @Nullable String grep;

    @Option(
            names = {"-f", "--follow"},
            description = "Keep showing new records until Ctrl-C; with --json one record per line.")
    private boolean follow;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description =
                    "Output: table, json, or raw (the bytes of the values, one per line). Default: ${DEFAULT-VALUE}.")
    private Format format = Format.TABLE;

    @Option(names = "--show-headers", description = "Add a column with the headers.")
    private boolean showHeaders;

    @Option(
            names = "--page",
            paramLabel = "TOKEN",
            description = "Continue after the page that printed this token; repeat its other options.")
    private @Nullable String page;

    @Option(
            names = "--scan-limit",
            paramLabel = "N",
            defaultValue = "" + RecordQuery.DEFAULT_SCAN_LIMIT,
            description = "Largest number of records to read per page; 0 for no limit. Default: ${DEFAULT-VALUE}.")
    private long scanLimit;

    @Option(names = "--committed", description = "Leave out records of open or aborted transactions.")
    private boolean committed;

    private boolean isJson(Output out) {
        return out.isJson() || format == Format.JSON;
    }

    /** A page in JSON. */
    record Answer(
            List<RecordView> messages,
            long scanned,
            long total,
            long gaps,
            boolean bounded,
            @Nullable String nextPage) {}

    @Override
    ExitCode look(TopicInspector inspector, Output out) throws IOException {
        RecordQuery query = query();
        if (follow) {
            return follow(inspector, query, out);
        }
        boolean found = false;
        while (true) {
            RecordPage read = inspector.records(query);
            found |= !read.records().isEmpty();
            show(read, out);
            String next = read.next();
            if (next == null || !pages(out) || !wantsMore(out)) {
                return found ? ExitCode.OK : ExitCode.NOTHING_MATCHED;
            }
            query = query.withPage(next);
        }
    }

    private RecordQuery query() {
        Instant now = Instant.now();
        return RecordQuery.of(topic)
                .limit(limit)
                .from(from == null ? null : Position.parse("from", from, now))
                .to(to == null ? null : Position.parse("to", to, now))
                .partition(partition)
                .key(key)
                .headers(headers)
                .where(where)
                .grep(grep)
                .scanLimit(scanLimit)
                .page(page)
                .committedOnly(committed)
                .build();
    }

    private ExitCode follow(TopicInspector inspector, RecordQuery query, Output out) {
        Map<Integer, Long> places = new HashMap<>();
        if (from == null) {
            places.putAll(inspector.ends(topic));
            for (StoredRecord stored : inspector.records(query).records()) {
                showOne(stored, out);
                places.merge(stored.partition(), stored.offset() + 1, Math::max);
            }
            out.flush();
        }
        inspector.follow(
                query,
                places,
                stored -> {
                    showOne(stored, out);
                    out.flush();
                },
                () -> Thread.currentThread().isInterrupted());
        return ExitCode.OK;
    }

    private void show(RecordPage read, Output out) {
        if (isJson(out)) {
            out.json(new Answer(
                    read.records().stream().map(StoredRecord::view).toList(),
                    read.scanned(),
                    read.total(),
                    read.gaps(),
                    read.bounded(),
                    read.next()));
        } else if (format == Format.RAW) {
            read.records().forEach(stored -> showOne(stored, out));
            summary(read, out).lines().forEach(out::note);
        } else {
            if (!read.records().isEmpty()) {
                out.print(table(read.records()).render());
            }
            out.print(summary(read, out));
        }
    }

    private Table table(List<StoredRecord> records) {
        Table table =
                new Table().whole("TIME (UTC)").number("PART").number("OFFSET").text("KEY");
        if (showHeaders) {
            table.text("HEADERS");
        }
        table.text("VALUE");
        for (StoredRecord stored : records) {
            List<@Nullable Object> cells = new ArrayList<>();
            cells.add(Texts.time(stored.timestamp()));
            cells.add(stored.partition());
            cells.add(stored.offset());
            cells.add(stored.key());
            if (showHeaders) {
                cells.add(headers(stored));
            }
            cells.add(RecordText.value(stored));
            table.row(cells.toArray());
        }
        return table;
    }

    private String summary(RecordPage read, Output out) {
        StringBuilder text = new StringBuilder();
        text.append("%s records; scanned %s of %s"
                .formatted(
                        Texts.grouped(read.records().size()),
                        Texts.grouped(read.scanned()),
                        Texts.grouped(read.total())));
        if (read.gaps() > 0) {
            text.append("; %s offsets hold no record (transaction markers, aborted or compacted)"
                    .formatted(Texts.grouped(read.gaps())));
        }
        if (read.bounded()) {
            text.append("; stopped at --scan-limit");
        }
        text.append(".\n");
        if (read.next() != null && !pages(out)) {
            text.append("%s: --page %s%n".formatted(from == null ? "Older" : "Newer", read.next()));
        }
        return text.toString();
    }

    private void showOne(StoredRecord stored, Output out) {
        if (isJson(out)) {
            out.json(stored.view());
        } else if (format == Format.RAW) {
            byte[] value = stored.value();
            out.bytes(value == null ? new byte[0] : value);
        } else {
            String line = "%s  %d@%d  %s  %s"
                    .formatted(
                            Texts.time(stored.timestamp()),
                            stored.partition(),
                            stored.offset(),
                            Texts.harmless(String.valueOf(stored.key())),
                            Texts.harmless(RecordText.value(stored)));
            out.line(Excerpt.fit(line, Terminal.width()));
        }
    }

    private static String headers(StoredRecord stored) {
        StringBuilder text = new StringBuilder();
        stored.view()
                .headers()
                .forEach(header -> text.append(text.isEmpty() ? "" : " ")
                        .append(header.name())
                        .append('=')
                        .append(header.value() == null ? header.valueBase64() : header.value()));
        return text.toString();
    }

    private boolean pages(Output out) {
        return Terminal.isPresent() && !isJson(out) && format == Format.TABLE;
    }

    private static boolean wantsMore(Output out) throws IOException {
        out.print("-- Enter: next page, q: quit --");
        out.flush();
        int answer = System.in.read();
        while (answer != '\n' && answer >= 0 && System.in.available() > 0 && answer != 'q') {
            answer = System.in.read();
        }
        return answer == '\n';
    }
}
