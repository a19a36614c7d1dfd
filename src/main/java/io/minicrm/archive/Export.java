package io.minicrm.archive;

import io.minicrm.stored.Entry;
import io.minicrm.stored.Entry.Kind;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the whole content of a store to a file. The file itself is the record of the progress: if it has no end line,
 * the export resumes after its last complete line.
 */
public final class Export {

    private static final int PAGE = 2_000;

    /** A draft may have a megabyte. */
    private static final int PAGE_OF_DRAFTS = 50;

    private static final int BUFFER = 1 << 16;

    /** What to do with a file that exists. */
    public enum ExistingFile {
        /** Resume the export if the file is incomplete, refuse it if it is complete. */
        RESUME,
        OVERWRITE
    }

    private final Archive archive;
    private final LongConsumer progress;

    /** @param progress called after each page with the number of entries in the file */
    public Export(Archive archive, LongConsumer progress) {
        this.archive = archive;
        this.progress = progress;
    }

    /**
     * Starts the export, or resumes an interrupted one.
     *
     * @return the counts of file and store; they differ if the store changed during the export
     * @throws TransferRefusedException if the file is complete and must not be overwritten
     * @throws InvalidArchiveException if the file exists and is not an archive
     */
    public Reconciliation run(Path file, ExistingFile existing, Instant now) throws IOException {
        boolean starts = existing == ExistingFile.OVERWRITE || Files.notExists(file);
        State state = starts ? start(file, now) : resume(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(state.offset());
            channel.position(state.offset());
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
            write(state, out);
            out.write(ArchiveReader.endLine(state.counts()));
            out.flush();
            channel.force(true);
        }
        return new Reconciliation(state.counts(), EntryCounts.of(archive::count), new EntryCounts());
    }

    private record State(
            long offset, EntryCounts counts, @Nullable Entry last) {}

    /**
     * Creates the file readable by its owner only (where the file system supports it), because it holds personal data.
     */
    private static State start(Path file, Instant now) throws IOException {
        Files.deleteIfExists(file);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
        byte[] header = ArchiveReader.headerLine(now);
        Files.write(file, header);
        return new State(header.length, new EntryCounts(), null);
    }

    private static State resume(Path file) throws IOException {
        try (ArchiveReader lines = ArchiveReader.open(file)) {
            Entry last = null;
            for (Entry entry = lines.next(); entry != null; entry = lines.next()) {
                last = entry;
            }
            if (lines.isComplete()) {
                throw new TransferRefusedException(
                        "%s is complete; give another name, or --force to overwrite it".formatted(file));
            }
            return new State(lines.offset(), lines.counts(), last);
        }
    }

    private void write(State state, OutputStream out) throws IOException {
        Entry last = state.last();
        for (Kind kind : Kind.values()) {
            if (last == null || kind.compareTo(last.kind()) >= 0) {
                write(kind, last != null && last.kind() == kind ? last : null, state.counts(), out);
            }
        }
    }

    private void write(Kind kind, @Nullable Entry from, EntryCounts counts, OutputStream out) throws IOException {
        int limit = kind == Kind.DRAFTS ? PAGE_OF_DRAFTS : PAGE;
        Entry after = from;
        List<Entry> page;
        do {
            page = archive.read(kind, after, limit);
            for (Entry entry : page) {
                EntryJson.write(entry, out);
                out.write('\n');
            }
            if (!page.isEmpty()) {
                after = page.getLast();
                counts.add(kind, page.size());
                // The reported entries are in the file, even if the process dies now.
                out.flush();
                progress.accept(counts.total());
            }
        } while (page.size() == limit);
    }
}
