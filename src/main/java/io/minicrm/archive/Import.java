package io.minicrm.archive;

import io.minicrm.delivery.Delivery;
import io.minicrm.delivery.DeliveryStatus;
import io.minicrm.delivery.Tallies;
import io.minicrm.stored.Entry;
import io.minicrm.stored.Entry.Kind;
import io.minicrm.stored.Entry.StoredDelivery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings a file into a store. It is read twice: first all of it is checked, and only then the first entry is written. What was written is kept
 * in {@code FILE.progress}, where an import that broke off goes on.
 *
 * <p>Campaigns are held back from the publishers until everything is there and counted: one whose rows are missing would be sent again.
 */
public final class Import {

    private static final int BATCH = 2_000;
    private static final long BATCH_BYTES = 8 << 20;
    private static final int CAMPAIGNS_AT_ONCE = 500;
    private static final int TOUCHES_AT_ONCE = 2_000;

    private final Archive archive;
    private final Tallies tallies;
    private final String target;
    private final LongConsumer progress;

    /**
     * @param target names the store, so that progress is not taken for that of another one
     * @param progress told after each batch how many entries the store has
     */
    public Import(Archive archive, Tallies tallies, String target, LongConsumer progress) {
        this.archive = archive;
        this.tallies = tallies;
        this.target = target;
        this.progress = progress;
    }

    /**
     * Imports the file, or goes on where its import broke off.
     *
     * @param intoOthers whether the store may have campaigns before; those of the file must not be among them
     * @throws InvalidArchiveException when the file is not a whole archive; nothing is written then
     * @throws RefusedException when the store is not one to import into; nothing is written then
     */
    public Reconciliation run(Path file, boolean intoOthers, Instant now) throws IOException {
        Checked checked = check(file);
        ImportProgress known = ImportProgress.read(file);
        if (known != null) {
            checkSame(known, file, checked);
        }
        List<String> campaigns = List.copyOf(checked.campaignIds());
        if (known == null || known.offset() < checked.end()) {
            checkStore(campaigns, known != null || intoOthers);
        }
        ImportProgress state = known == null ? begin(file, checked) : known;
        write(file, state, checked);
        for (List<String> some : batches(campaigns)) {
            some.forEach(tallies::touch);
            int taken;
            do {
                taken = tallies.recount(TOUCHES_AT_ONCE, now);
            } while (taken > 0);
            archive.handOver(some);
        }
        Files.delete(ImportProgress.beside(file));
        return new Reconciliation(checked.counts(), Counts.of(archive::count), state.before());
    }

    /** @param end where the entries end */
    record Checked(Instant exportedAt, Counts counts, Set<String> campaignIds, long end) {}

    static Checked check(Path file) throws IOException {
        try (ArchiveLines lines = ArchiveLines.open(file)) {
            Sequence sequence = new Sequence();
            long end = lines.offset();
            try {
                for (Entry entry = lines.next(); entry != null; entry = lines.next()) {
                    sequence.accept(entry);
                    end = lines.offset();
                }
                if (!lines.isWhole()) {
                    throw new InvalidArchiveException(
                            lines.line() + 1, "", "is no end line: the file was cut; run mini-crm export on it again");
                }
                sequence.end();
            } catch (InvalidFieldException invalid) {
                throw lines.at(invalid);
            }
            return new Checked(lines.exportedAt(), lines.counts(), sequence.campaignIds(), end);
        }
    }

    private void checkSame(ImportProgress known, Path file, Checked checked) throws IOException {
        Path path = ImportProgress.beside(file);
        if (!known.target().equals(target)) {
            throw new RefusedException(
                    "%s is of an import into %s and not into %s; finish that one, or delete it to begin anew"
                            .formatted(path, known.target(), target));
        }
        if (!known.exportedAt().equals(checked.exportedAt())
                || known.size() != Files.size(file)
                || known.offset() > checked.end()) {
            throw new RefusedException(
                    "%s is of another file than %s is now; delete it to begin anew".formatted(path, file));
        }
    }

    private void checkStore(List<String> campaigns, boolean mayHaveCampaigns) {
        long there = archive.count(Kind.CAMPAIGNS);
        if (there > 0 && !mayHaveCampaigns) {
            throw new RefusedException(
                    "The store %s has %,d campaigns; import into an empty database, or add to this one with --force"
                            .formatted(target, there));
        }
        for (List<String> some : batches(campaigns)) {
            Set<String> taken = archive.handedOver(some);
            if (!taken.isEmpty()) {
                throw new RefusedException(
                        "The store %s has campaign %s of the file already, and to write it again could send its messages again; import into an empty database"
                                .formatted(target, new TreeSet<>(taken).first()));
            }
        }
    }

    private static List<List<String>> batches(List<String> campaigns) {
        List<List<String>> batches = new ArrayList<>();
        for (int from = 0; from < campaigns.size(); from += CAMPAIGNS_AT_ONCE) {
            batches.add(campaigns.subList(from, Math.min(campaigns.size(), from + CAMPAIGNS_AT_ONCE)));
        }
        return batches;
    }

    private ImportProgress begin(Path file, Checked checked) throws IOException {
        try (ArchiveLines lines = ArchiveLines.open(file)) {
            var begun = new ImportProgress(
                    target,
                    checked.exportedAt(),
                    Files.size(file),
                    Counts.of(archive::count),
                    lines.offset(),
                    lines.line());
            begun.write(file);
            return begun;
        }
    }

    private void write(Path file, ImportProgress from, Checked checked) throws IOException {
        try (Lines lines = Lines.open(file, from.offset(), from.lines())) {
            ImportProgress state = from;
            Batch batch = new Batch();
            while (lines.offset() < checked.end()) {
                Entry entry = entry(lines);
                if (!batch.takes(entry, lines.offset() - state.offset())) {
                    state = store(batch, state, file);
                }
                batch.add(entry, lines.offset(), lines.number());
            }
            store(batch, state, file);
        }
    }

    private static Entry entry(Lines lines) throws IOException {
        byte @Nullable [] line = lines.next();
        if (line == null) {
            throw new InvalidArchiveException(lines.number() + 1, "", "is gone: the file was changed meanwhile");
        }
        try {
            return arrived(EntryJson.read(JsonLine.of(line)));
        } catch (InvalidFieldException invalid) {
            throw invalid.at(lines.number());
        }
    }

    /**
     * A message that was with a sender is published again with its chunk, in the first round. The claim then finds that it may have left,
     * and the sender does what its channel allows. A row that is ahead of its job would never be sent.
     */
    private static Entry arrived(Entry entry) {
        if (!(entry instanceof StoredDelivery(Delivery row, String claim)) || row.status() != DeliveryStatus.SENDING) {
            return entry;
        }
        Delivery first = new Delivery(
                row.key(),
                row.chunkIndex(),
                row.status(),
                1,
                row.failures(),
                row.providerMessageId(),
                row.error(),
                row.claimedAt(),
                row.updatedAt(),
                row.nextAttemptAt());
        return new StoredDelivery(first, claim);
    }

    private ImportProgress store(Batch batch, ImportProgress state, Path file) throws IOException {
        if (batch.entries.isEmpty()) {
            return state;
        }
        archive.write(batch.entries.getFirst().kind(), batch.entries);
        ImportProgress next = state.at(batch.offset, batch.lines);
        next.write(file);
        batch.entries.clear();
        progress.accept(batch.lines - 1);
        return next;
    }

    /** Entries of one kind, and where the last of them ends. */
    private static final class Batch {

        private final List<Entry> entries = new ArrayList<>(BATCH);
        private long offset;
        private long lines;

        /** @param bytes of the batch together with this entry */
        boolean takes(Entry entry, long bytes) {
            return entries.isEmpty()
                    || (entries.size() < BATCH
                            && bytes <= BATCH_BYTES
                            && entries.getFirst().kind() == entry.kind());
        }

        void add(Entry entry, long end, long lineNumber) {
            entries.add(entry);
            offset = end;
            lines = lineNumber;
        }
    }
}
