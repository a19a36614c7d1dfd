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
 * Reads an archive file line by line: a header, the entries, and an end line with their counts, without which the file
 * is incomplete.
 */
final class ArchiveReader implements AutoCloseable {

    private static final String FORMAT = "mini-crm";
    private static final int VERSION = 1;
    private static final String END = "end";
    private static final String NO_HEADER = "is not the header of an archive; give a file written by mini-crm export";
    private static final JsonMapper JSON = new JsonMapper();

    private static final Mapping<Instant> HEADER = header();

    private final LineReader lines;
    private final Instant exportedAt;
    private final EntryCounts counts = new EntryCounts();
    private boolean complete;

    private static Mapping<Instant> header() {
        FieldList<Instant> fields = new FieldList<>();
        var version = fields.required("version", new FieldType.Int(VERSION, VERSION), _ -> VERSION);
        var exportedAt = fields.required("exported_at", new FieldType.Time(), Function.identity());
        return fields.read(values -> {
            values.get(version);
            return values.get(exportedAt);
        });
    }

    private ArchiveReader(LineReader lines, Instant exportedAt) {
        this.lines = lines;
        this.exportedAt = exportedAt;
    }

    /**
     * Opens a file and reads its header.
     *
     * @throws InvalidArchiveException if it has no valid header
     */
    static ArchiveReader open(Path file) throws IOException {
        LineReader lines = LineReader.open(file, 0, 0);
        try {
            byte[] header = lines.next();
            if (header == null) {
                throw new InvalidArchiveException(1, "", NO_HEADER);
            }
            return new ArchiveReader(lines, header(header));
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

    /** Formats the first line of a file. */
    static byte[] headerLine(Instant now) {
        return line(JSON.createObjectNode()
                .put("format", FORMAT)
                .put("version", VERSION)
                .put("exported_at", InstantText.format(now)));
    }

    /** Formats the last line of a file. */
    static byte[] endLine(EntryCounts counts) {
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
     * @throws InvalidArchiveException if the line is not a valid entry, or the end line has other counts than the
     *     entries read
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
        if (lines.next() != null || lines.isTruncated()) {
            throw new InvalidArchiveException(
                    lines.number() + (lines.isTruncated() ? 1 : 0), "", "follows the end line; remove it");
        }
        complete = true;
        return null;
    }

    private void checkEnd(JsonNode end) {
        for (Kind kind : Kind.values()) {
            JsonNode count = end.path(kind.code());
            // Archives of earlier versions do not know every kind.
            long expected = count.isMissingNode() ? 0 : count.asLong(-1);
            if (expected != counts.of(kind)) {
                throw new InvalidFieldException(
                        END + "." + kind.code(),
                        "is %s, but the file has %,d of them; run the export again"
                                .formatted(end.path(kind.code()), counts.of(kind)));
            }
        }
    }

    /** Adds the number of the last line read to an error. */
    InvalidArchiveException at(InvalidFieldException invalid) {
        return invalid.at(lines.number());
    }

    /** True once the end line has been read. */
    boolean isComplete() {
        return complete;
    }

    /** The position after the last complete line. */
    long offset() {
        return lines.offset();
    }

    /** The number of the last line read. */
    long line() {
        return lines.number();
    }

    /** The number of entries read so far. */
    EntryCounts counts() {
        return counts;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
