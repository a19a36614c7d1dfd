package io.minicrm.cli.kafka;

import io.minicrm.inspector.CelFilter;
import io.minicrm.inspector.Position;
import io.minicrm.inspector.RecordPage;
import io.minicrm.inspector.RecordQuery;
import io.minicrm.inspector.RecordView;
import io.minicrm.inspector.StoredRecord;
import io.minicrm.inspector.TopicInspector;
import io.minicrm.text.Excerpt;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Records of a topic. */
@Command(
        name = "inspect",
        description = {
            "Records of a topic: the newest N, or with --from the first N from there, oldest first.",
            "",
            "--where takes CEL. The fields of a JSON value are names; beside them: key, partition, offset, timestamp, headers, body."
                    + " A record that lacks a field does not match."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  mini-crm kafka inspect campaign.jobs 5",
            "  mini-crm kafka inspect campaign.jobs --from -15m --where 'campaign_id == \"campaign-123\" && size(lead_ids) > 100'",
            "  mini-crm kafka inspect campaign.delivery_receipts --follow --where 'status == \"failed\"' --json",
            "  mini-crm kafka inspect campaign.jobs 100 --json | mini-crm kafka produce copy.of.jobs"
        })
final class InspectCommand extends InspectorCommand.Looking {

    enum Format {
        TABLE,
        JSON,
        RAW
    }

    @Parameters(index = "0", paramLabel = "TOPIC")
    private String topic = "";

    @Parameters(index = "1", paramLabel = "N", defaultValue = "10", description = "Records a page. Default: 10.")
    private int limit;

    @Option(
            names = "--from",
            paramLabel = "POSITION",
            description =
                    "earliest, latest, an offset, a time (2026-01-31T12:00:00Z, 2026-01-31, @epoch-millis) or a span back (-15m).")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "POSITION", description = "Where to end, exclusive; as --from.")
    private @Nullable String to;

    @Option(
            names = {"-p", "--partition"},
            paramLabel = "N",
            description = "Only this partition.")
    private @Nullable Integer partition;

    @Option(
            names = {"-k", "--key"},
            paramLabel = "KEY",
            description = "Only this key, in the one partition that Kafka's default partitioner puts it in.")
    private @Nullable String key;

    @Option(names = "--header", paramLabel = "NAME=VALUE", description = "Only with this header; may be repeated.")
    private List<String> headers = new ArrayList<>();

    @Option(
            names = {"-w", "--where"},
            paramLabel = "CEL",
            description = "Only where this is true.")
    private @Nullable String where;

    @Option(
            names = {"-g", "--grep"},
            paramLabel = "TEXT",
            description = "Only with this text in value, key or a header.")
    private @Nullable String grep;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what arrives, until Ctrl-C; with --json one record a line.")
    private boolean follow;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table, json or raw (the values' bytes, one a line). Default: table.")
    private Format format = Format.TABLE;

    @Option(names = "--show-headers", description = "A column with the headers.")
    private boolean showHeaders;

    @Option(
            names = "--page",
            paramLabel = "TOKEN",
            description = "Go on where a page ended; with the same other options.")
    private @Nullable String page;

    @Option(
            names = "--scan-limit",
            paramLabel = "N",
            defaultValue = "" + RecordQuery.DEFAULT_SCAN_LIMIT,
            description = "Look at N records a page at most; 0: no limit. Default: ${DEFAULT-VALUE}.")
    private long scanLimit;

    @Option(names = "--committed", description = "Leave out what open or aborted transactions wrote.")
    private boolean committed;

    @Override
    boolean isJson() {
        return super.isJson() || format == Format.JSON;
    }

    /** What a page looks like to programs. */
    record Answer(
            List<RecordView> messages,
            long scanned,
            long total,
            long gaps,
            boolean bounded,
            @Nullable String nextPage) {}

    @Override
    int look(TopicInspector inspector, Output out) throws IOException {
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
            if (next == null || !pages() || !wantsMore(out)) {
                return found ? DONE : NOTHING_MATCHED;
            }
            query = query.withPage(next);
        }
    }

    private RecordQuery query() {
        if (where != null) {
            check(where);
        }
        Instant now = Instant.now();
        return new RecordQuery(
                topic,
                limit,
                from == null ? null : Position.parse("from", from, now),
                to == null ? null : Position.parse("to", to, now),
                partition,
                key,
                headers,
                where,
                grep,
                scanLimit,
                page,
                committed);
    }

    /** The expression's parser also writes its errors to the standard error stream; ours say the same, once. */
    private static void check(String expression) {
        PrintStream errors = System.err;
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        try {
            CelFilter.compile(expression);
        } finally {
            System.setErr(errors);
        }
    }

    private int follow(TopicInspector inspector, RecordQuery query, Output out) {
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
        return DONE;
    }

    private void show(RecordPage read, Output out) {
        if (isJson()) {
            out.jsonLine(new Answer(
                    read.records().stream().map(StoredRecord::view).toList(),
                    read.scanned(),
                    read.total(),
                    read.gaps(),
                    read.bounded(),
                    read.next()));
        } else if (format == Format.RAW) {
            read.records().forEach(stored -> showOne(stored, out));
            summary(read).lines().forEach(this::note);
        } else {
            Table table = showHeaders
                    ? new Table("!TIME (UTC)", "#PART", "#OFFSET", "KEY", "HEADERS", "VALUE")
                    : new Table("!TIME (UTC)", "#PART", "#OFFSET", "KEY", "VALUE");
            read.records().forEach(stored -> {
                if (showHeaders) {
                    table.row(
                            Texts.time(stored.timestamp()),
                            stored.partition(),
                            stored.offset(),
                            stored.key(),
                            headers(stored),
                            Texts.value(stored));
                } else {
                    table.row(
                            Texts.time(stored.timestamp()),
                            stored.partition(),
                            stored.offset(),
                            stored.key(),
                            Texts.value(stored));
                }
            });
            if (!read.records().isEmpty()) {
                out.print(Output.render(table));
            }
            out.print(summary(read));
        }
    }

    private String summary(RecordPage read) {
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
        if (read.next() != null && !pages()) {
            text.append("%s: --page %s%n".formatted(from == null ? "Older" : "Newer", read.next()));
        }
        return text.toString();
    }

    private void showOne(StoredRecord stored, Output out) {
        if (isJson()) {
            out.jsonLine(stored.view());
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
                            Texts.harmless(Texts.value(stored)));
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

    private boolean pages() {
        return Terminal.isPresent() && !isJson() && format == Format.TABLE;
    }

    private static boolean wantsMore(Output out) throws IOException {
        out.print("-- more: Enter; end: q --");
        out.flush();
        int answer = System.in.read();
        while (answer != '\n' && answer >= 0 && System.in.available() > 0 && answer != 'q') {
            answer = System.in.read();
        }
        return answer == '\n';
    }
}
