package io.minicrm.archive;

import io.minicrm.archive.Entry.Kind;
import io.minicrm.text.InstantText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How far an import is, beside its file as {@code FILE.progress}.
 *
 * @param target the store that it goes to
 * @param exportedAt which file it is of
 * @param size how long that file is, in bytes
 * @param before what the store had before
 * @param offset the byte up to which the store has everything
 * @param lines the lines up to there
 */
record ImportProgress(String target, Instant exportedAt, long size, Counts before, long offset, long lines) {

    static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + ".progress");
    }

    ImportProgress at(long newOffset, long newLines) {
        return new ImportProgress(target, exportedAt, size, before, newOffset, newLines);
    }

    /** Null when there is none. */
    static @Nullable ImportProgress read(Path file) throws IOException {
        Path path = beside(file);
        if (Files.notExists(path)) {
            return null;
        }
        try {
            LineFields fields = LineFields.of(Files.readAllBytes(path));
            var before = new Counts();
            for (Kind kind : Kind.values()) {
                before.add(kind, fields.whole("before_" + kind.code(), 0, Long.MAX_VALUE));
            }
            return new ImportProgress(
                    fields.text("target", 10_000),
                    fields.time("exported_at"),
                    fields.whole("size", 0, Long.MAX_VALUE),
                    before,
                    fields.whole("offset", 0, Long.MAX_VALUE),
                    fields.whole("lines", 0, Long.MAX_VALUE));
        } catch (InvalidFieldException broken) {
            throw new RefusedException(
                    "%s cannot be read (%s); delete it to begin anew".formatted(path, broken.getMessage()));
        }
    }

    /** Whole or not at all. */
    void write(Path file) throws IOException {
        ObjectNode json = new JsonMapper()
                .createObjectNode()
                .put("target", target)
                .put("exported_at", InstantText.format(exportedAt))
                .put("size", size)
                .put("offset", offset)
                .put("lines", lines);
        for (Kind kind : Kind.values()) {
            json.put("before_" + kind.code(), before.of(kind));
        }
        Path draft = file.resolveSibling(file.getFileName() + ".progress.new");
        Files.writeString(draft, json + "\n");
        Files.move(draft, beside(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
