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
 * Writes all that a store holds into a file. The file itself says how far it is: one that has no end line goes on after its last whole line.
 */
public final class Export {

    private static final int PAGE = 2_000;
    private static final int BUFFER = 1 << 16;

    private final Archive archive;
    private final LongConsumer progress;

    /** @param progress told after each page how many entries the file has */
    public Export(Archive archive, LongConsumer progress) {
        this.archive = archive;
        this.progress = progress;
    }

    /**
     * Begins the file, or goes on with it.
     *
     * @param anew whether a file that is there is overwritten
     * @return what the file has and the store has; they differ when the store was at work meanwhile
     * @throws RefusedException when the file is finished
     * @throws InvalidArchiveException when the file is there and is no archive
     */
    public Reconciliation run(Path file, boolean anew, Instant now) throws IOException {
        State state = anew || Files.notExists(file) ? begin(file, now) : resume(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(state.offset());
            channel.position(state.offset());
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
            write(state, out);
            out.write(ArchiveLines.end(state.counts()));
            out.flush();
            channel.force(true);
        }
        return new Reconciliation(state.counts(), Counts.of(archive::count), new Counts());
    }

    private record State(
            long offset, Counts counts, @Nullable Entry last) {}

    /** For its owner alone where the system knows owners: it holds all there is to know of people. */
    private static State begin(Path file, Instant now) throws IOException {
        Files.deleteIfExists(file);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
        byte[] header = ArchiveLines.header(now);
        Files.write(file, header);
        return new State(header.length, new Counts(), null);
    }

    private static State resume(Path file) throws IOException {
        try (ArchiveLines lines = ArchiveLines.open(file)) {
            Entry last = null;
            for (Entry entry = lines.next(); entry != null; entry = lines.next()) {
                last = entry;
            }
            if (lines.isWhole()) {
                throw new RefusedException(
                        "%s is there and finished; give another name, or --force to overwrite it".formatted(file));
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

    private void write(Kind kind, @Nullable Entry from, Counts counts, OutputStream out) throws IOException {
        Entry after = from;
        List<Entry> page;
        do {
            page = archive.read(kind, after, PAGE);
            for (Entry entry : page) {
                EntryJson.write(entry, out);
                out.write('\n');
            }
            if (!page.isEmpty()) {
                after = page.getLast();
                counts.add(kind, page.size());
                // What is told is in the file, whatever happens next.
                out.flush();
                progress.accept(counts.total());
            }
        } while (page.size() == PAGE);
    }
}
