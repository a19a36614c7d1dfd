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
 * Imports a file into a store. The file is read twice: it is checked completely before the first entry is written.
 * {@code FILE.progress} stores the position up to which it has been written, so an interrupted import resumes there.
 *
 * <p>Campaigns are not released to the publishers until all entries are stored and counted, because a campaign without
 * its delivery rows would be sent again.
 */
public final class Import {

    private static final int BATCH = 2_000;
    private static final long BATCH_BYTES = 8 << 20;
    private static final int CAMPAIGNS_AT_ONCE = 500;
    private static final int TOUCHES_AT_ONCE = 2_000;

    /** What to do if the store has campaigns. In both cases, the campaigns of the file must not be among them. */
    public enum ExistingCampaigns {
        REFUSE,
        KEEP
    }

    private final Archive archive;
    private final Tallies tallies;
    private final String target;
    private final LongConsumer progress;

    /**
     * @param target the name of the store; progress of an import into another store is not resumed
     * @param progress called after each batch with the number of entries stored so far
     */
    public Import(Archive archive, Tallies tallies, String target, LongConsumer progress) {
        this.archive = archive;
        this.tallies = tallies;
        this.target = target;
        this.progress = progress;
    }

    /**
     * Imports the file, or resumes its interrupted import.
     *
     * @throws InvalidArchiveException if the file is not a complete archive; nothing is written then
     * @throws TransferRefusedException if the store has campaigns that the import must not add to or replace; nothing
     *     is written then
     */
    public Reconciliation run(Path file, ExistingCampaigns existing, Instant now) throws IOException {
        CheckedFile checked = check(file);
        ImportProgress known = ImportProgress.read(file);
        if (known != null) {
            checkSame(known, file, checked);
        }
        List<String> campaigns = List.copyOf(checked.campaignIds());
        if (known == null || known.offset() < checked.end()) {
            checkStore(campaigns, known == null ? existing : ExistingCampaigns.KEEP);
        }
        ImportProgress state = known == null ? start(file, checked) : known;
        write(file, state, checked);
        for (List<String> some : batches(campaigns)) {
            some.forEach(tallies::touch);
            int recounted;
            do {
                recounted = tallies.recount(TOUCHES_AT_ONCE, now);
            } while (recounted > 0);
            archive.release(some);
        }
        Files.delete(ImportProgress.beside(file));
        return new Reconciliation(checked.counts(), EntryCounts.of(archive::count), state.before());
    }

    /** @param end the position after the last entry */
    record CheckedFile(Instant exportedAt, EntryCounts counts, Set<String> campaignIds, long end) {}

    static CheckedFile check(Path file) throws IOException {
        try (ArchiveReader lines = ArchiveReader.open(file)) {
            ArchiveCheck check = new ArchiveCheck();
            long end = lines.offset();
            try {
                for (Entry entry = lines.next(); entry != null; entry = lines.next()) {
                    check.accept(entry);
                    end = lines.offset();
                }
                if (!lines.isComplete()) {
                    throw new InvalidArchiveException(
                            lines.line() + 1,
                            "",
                            "is missing the end line, so the file is incomplete; run mini-crm export on it again");
                }
                check.end();
            } catch (InvalidFieldException invalid) {
                throw lines.at(invalid);
            }
            return new CheckedFile(lines.exportedAt(), lines.counts(), check.campaignIds(), end);
        }
    }

    private void checkSame(ImportProgress known, Path file, CheckedFile checked) throws IOException {
        Path path = ImportProgress.beside(file);
        if (!known.target().equals(target)) {
            throw new TransferRefusedException(
                    "%s belongs to an import into %s, not into %s; finish that import, or delete the file to start over"
                            .formatted(path, known.target(), target));
        }
        if (!known.exportedAt().equals(checked.exportedAt())
                || known.size() != Files.size(file)
                || known.offset() > checked.end()) {
            throw new TransferRefusedException(
                    "%s belongs to an earlier content of %s; delete it to start over".formatted(path, file));
        }
    }

    private void checkStore(List<String> campaigns, ExistingCampaigns existing) {
        long stored = archive.count(Kind.CAMPAIGNS);
        if (stored > 0 && existing == ExistingCampaigns.REFUSE) {
            throw new TransferRefusedException(
                    "The store %s has %,d campaigns; import into an empty database, or add to them with --force"
                            .formatted(target, stored));
        }
        for (List<String> some : batches(campaigns)) {
            Set<String> taken = archive.released(some);
            if (!taken.isEmpty()) {
                throw new TransferRefusedException(
                        ("The store %s already has campaign %s, and importing it again could send its messages twice;"
                                        + " import into an empty database")
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

    private ImportProgress start(Path file, CheckedFile checked) throws IOException {
        try (ArchiveReader lines = ArchiveReader.open(file)) {
            var started = new ImportProgress(
                    target,
                    checked.exportedAt(),
                    Files.size(file),
                    EntryCounts.of(archive::count),
                    lines.offset(),
                    lines.line());
            started.write(file);
            return started;
        }
    }

    private void write(Path file, ImportProgress from, CheckedFile checked) throws IOException {
        try (LineReader lines = LineReader.open(file, from.offset(), from.lines())) {
            ImportProgress state = from;
            Batch batch = new Batch();
            while (lines.offset() < checked.end()) {
                Entry entry = entry(lines);
                if (!batch.hasRoomFor(entry, lines.offset() - state.offset())) {
                    state = store(batch, state, file);
                }
                batch.add(entry, lines.offset(), lines.number());
            }
            store(batch, state, file);
        }
    }

    private static Entry entry(LineReader lines) throws IOException {
        byte @Nullable [] line = lines.next();
        if (line == null) {
            throw new InvalidArchiveException(
                    lines.number() + 1, "", "is missing: the file was changed during the import");
        }
        try {
            return withFirstRound(EntryJson.read(JsonLine.of(line)));
        } catch (InvalidFieldException invalid) {
            throw invalid.at(lines.number());
        }
    }

    /**
     * Sets a message that was {@code sending} back to the first round, in which its chunk is published again. Its claim
     * then finds that the message may have been sent, and the sender does what its channel allows. A row with a later
     * round than its job would never be sent.
     */
    private static Entry withFirstRound(Entry entry) {
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
                row.nextAttemptAt(),
                row.heldBy(),
                row.maybeSent());
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

    /** Entries of one kind, and the position after the last of them. */
    private static final class Batch {

        private final List<Entry> entries = new ArrayList<>(BATCH);
        private long offset;
        private long lines;

        /** @param bytes the size of the batch including this entry */
        boolean hasRoomFor(Entry entry, long bytes) {
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
