package io.minicrm.archive;

import io.minicrm.stored.Entry;
import io.minicrm.stored.Entry.Kind;
import io.minicrm.stored.FieldList;
import io.minicrm.stored.FieldType;
import io.minicrm.stored.Mapping;
import io.minicrm.text.InstantText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file, line by line: a header, the entries, and an end that counts them, by which a file that was cut is told from a whole one.
 */
final class ArchiveLines implements AutoCloseable {

    private static final String FORMAT = "mini-crm";
    private static final int VERSION = 1;
    private static final String END = "end";
    private static final String NO_HEADER = "is not a header; give a file that mini-crm export has written";
    private static final JsonMapper JSON = new JsonMapper();

    private static final Mapping<Instant> HEADER = header();

    private final Lines lines;
    private final Instant exportedAt;
    private final Counts counts = new Counts();
    private boolean ended;

    private static Mapping<Instant> header() {
        FieldList<Instant> fields = new FieldList<>();
        var version = fields.required("version", new FieldType.Int(VERSION, VERSION), _ -> VERSION);
        var exportedAt = fields.required("exported_at", new FieldType.Time(), Function.identity());
        return fields.read(values -> {
            values.get(version);
            return values.get(exportedAt);
        });
    }

    private ArchiveLines(Lines lines, Instant exportedAt) {
        this.lines = lines;
        this.exportedAt = exportedAt;
    }

    /**
     * Opens a file and reads its header.
     *
     * @throws InvalidArchiveException when it has none of ours
     */
    static ArchiveLines open(Path file) throws IOException {
        Lines lines = Lines.open(file, 0, 0);
        try {
            byte[] header = lines.next();
            if (header == null) {
                throw new InvalidArchiveException(1, "", NO_HEADER);
            }
            return new ArchiveLines(lines, header(header));
        } catch (IOException | RuntimeException failure) {
            lines.close();
            throw failure;
        }
    }

    private static Instant header(byte[] line) {
        try {
            JsonLine fields = JsonLine.of(line);
            JsonNode format = fields.node("format");
            if (format == null || !format.isString() || !format.stringValue().equals(FORMAT)) {
                throw new InvalidFieldException("", NO_HEADER);
            }
            Instant exportedAt = fields.read(HEADER);
            fields.end();
            return exportedAt;
        } catch (InvalidFieldException invalid) {
            throw invalid.at(1);
        }
    }

    /** The first line of a file. */
    static byte[] header(Instant now) {
        return line(JSON.createObjectNode()
                .put("format", FORMAT)
                .put("version", VERSION)
                .put("exported_at", InstantText.format(now)));
    }

    /** The last line of a file. */
    static byte[] end(Counts counts) {
        ObjectNode json = JSON.createObjectNode();
        ObjectNode byKind = json.putObject(END);
        for (Kind kind : Kind.values()) {
            byKind.put(kind.code(), counts.of(kind));
        }
        return line(json);
    }

    private static byte[] line(ObjectNode json) {
        return (json + "\n").getBytes(StandardCharsets.UTF_8);
    }

    Instant exportedAt() {
        return exportedAt;
    }

    /**
     * The next entry; null after the last one.
     *
     * @throws InvalidArchiveException when the line is none, or the end does not count what was there
     */
    @Nullable
    Entry next() throws IOException {
        byte[] line = lines.next();
        if (line == null) {
            return null;
        }
        try {
            JsonLine fields = JsonLine.of(line);
            JsonNode end = fields.node(END);
            if (end == null) {
                Entry entry = EntryJson.read(fields);
                counts.add(entry.kind(), 1);
                return entry;
            }
            checkEnd(end);
            fields.end();
        } catch (InvalidFieldException invalid) {
            throw invalid.at(lines.number());
        }
        if (lines.next() != null || lines.isCut()) {
            throw new InvalidArchiveException(
                    lines.number() + (lines.isCut() ? 1 : 0), "", "comes after the end line; remove it");
        }
        ended = true;
        return null;
    }

    private void checkEnd(JsonNode end) {
        for (Kind kind : Kind.values()) {
            long told = end.path(kind.code()).asLong(-1);
            if (told != counts.of(kind)) {
                throw new InvalidFieldException(
                        END + "." + kind.code(),
                        "is %s, but the file has %,d of them; export it again"
                                .formatted(end.path(kind.code()), counts.of(kind)));
            }
        }
    }

    /** An error of the line that was read last. */
    InvalidArchiveException at(InvalidFieldException invalid) {
        return invalid.at(lines.number());
    }

    /** True once the end line was read. */
    boolean isWhole() {
        return ended;
    }

    /** Where the last whole line ends. */
    long offset() {
        return lines.offset();
    }

    /** The number of the last line. */
    long line() {
        return lines.number();
    }

    /** What was read so far. */
    Counts counts() {
        return counts;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
