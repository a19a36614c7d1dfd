package io.minicrm.archive;

import io.minicrm.stored.Entry.Kind;
import io.minicrm.stored.FieldList;
import io.minicrm.stored.FieldType;
import io.minicrm.stored.Mapping;
import io.minicrm.stored.StoredField;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * The progress of an import, stored beside its file as {@code FILE.progress}.
 *
 * @param target the store that is imported into
 * @param exportedAt identifies the file
 * @param size the length of the file in bytes
 * @param before the number of entries in the store before the import
 * @param offset the position in the file up to which all entries are stored
 * @param lines the number of lines up to there
 */
record ImportProgress(String target, Instant exportedAt, long size, EntryCounts before, long offset, long lines) {

    private static final int MAX_TARGET = 10_000;
    private static final FieldType<Long> NUMBER = new FieldType.Whole(0, Long.MAX_VALUE);
    private static final JsonMapper JSON = new JsonMapper();
    private static final Mapping<ImportProgress> MAPPING = mapping();

    private static Mapping<ImportProgress> mapping() {
        FieldList<ImportProgress> fields = new FieldList<>();
        var target = fields.required("target", FieldList.text(MAX_TARGET), ImportProgress::target);
        var exportedAt = fields.required("exported_at", new FieldType.Time(), ImportProgress::exportedAt);
        var size = fields.required("size", NUMBER, ImportProgress::size);
        var offset = fields.required("offset", NUMBER, ImportProgress::offset);
        var lines = fields.required("lines", NUMBER, ImportProgress::lines);
        Map<Kind, StoredField<ImportProgress, Long>> before = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            before.put(kind, fields.optional("before_" + kind.code(), NUMBER, progress -> progress.before.of(kind)));
        }
        return fields.read(values -> new ImportProgress(
                values.get(target),
                values.get(exportedAt),
                values.get(size),
                // Missing if an earlier version, which did not know the kind, began the import.
                EntryCounts.of(
                        kind -> Objects.requireNonNullElse(values.find(Objects.requireNonNull(before.get(kind))), 0L)),
                values.get(offset),
                values.get(lines)));
    }

    static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + ".progress");
    }

    ImportProgress at(long newOffset, long newLines) {
        return new ImportProgress(target, exportedAt, size, before, newOffset, newLines);
    }

    /** The stored progress of an import of that file; null if there is none. */
    static @Nullable ImportProgress read(Path file) throws IOException {
        Path path = beside(file);
        if (Files.notExists(path)) {
            return null;
        }
        try {
            return JsonLine.of(Files.readAllBytes(path)).read(MAPPING);
        } catch (InvalidFieldException broken) {
            throw new TransferRefusedException(
                    "%s cannot be read (%s); delete it to start over".formatted(path, broken.getMessage()));
        }
    }

    /** Replaces the stored progress atomically. */
    void write(Path file) throws IOException {
        var line = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            JsonLine.write(MAPPING, this, json);
            json.writeEndObject();
        }
        line.write('\n');
        Path draft = file.resolveSibling(file.getFileName() + ".progress.new");
        Files.write(draft, line.toByteArray());
        Files.move(draft, beside(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
