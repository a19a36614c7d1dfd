package io.minicrm.lead;

import io.minicrm.problem.FieldProblem;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Imports leads from a CSV file of any size in constant memory. Detects the encoding and the delimiter. The first row
 * is the header. Valid rows are stored even if other rows are rejected; a wrong quote costs the row in which it opens.
 *
 * <p>The first {@value #SAMPLE_ROWS} rows decide the type of each column. A later row with a cell of another type is
 * rejected with line, column and fix. Converting the cell to text instead would silently remove the lead from every
 * segment that compares numbers.
 *
 * <p>Reading, encoding and storing take about the same time each, so they overlap: while up to {@value
 * #BATCHES_AT_ONCE} batches are being stored, the next one is read. For example, with batches of two rows and the ids 1
 * 2 | 3 4 | 2 5, the first two batches are stored at the same time. The third contains lead 2 again and waits for the
 * first, so that the later row wins.
 */
public final class CsvImport {

    private static final int SAMPLE_ROWS = 1_000;
    private static final int SAMPLE_LENGTH = 4_000_000;
    private static final int BATCH_ROWS = 2_000;
    private static final int BATCH_LENGTH = 4_000_000;
    private static final int BATCHES_AT_ONCE = 2;

    private static final String TOO_MANY_WRONG_QUOTES =
            "has too many wrong quotes before; fix them, because the rest of the file is not read";

    private static final Executor THREADS =
            task -> Thread.ofVirtual().name("csv-import").start(task);

    private final Leads leads;
    private final AttributeTypes types;
    private final InstantSource clock;

    /**
     * @param leads where leads are stored
     * @param types types the values of leads, or refuses them
     * @param clock the creation time of leads
     */
    public CsvImport(Leads leads, AttributeTypes types, InstantSource clock) {
        this.leads = leads;
        this.types = types;
        this.clock = clock;
    }

    /**
     * Imports a file. A row is stored as the lead that its key finds, from the store or from an earlier row.
     *
     * @param in the file; read to its end, not closed
     * @throws InvalidImportException if the file as a whole cannot be imported; nothing is stored
     * @throws java.io.UncheckedIOException if reading fails; the rows read before are stored
     */
    public ImportResult run(InputStream in, CsvMapping mapping) {
        return run(in, mapping, ImportWatch.NONE);
    }

    /**
     * As {@link #run(InputStream, CsvMapping)}, while something follows the import.
     *
     * @param watch follows it and may stop it, in which case the result is that of the rows that were read
     */
    public ImportResult run(InputStream in, CsvMapping mapping, ImportWatch watch) {
        return new Run(CsvSource.open(in, mapping), mapping, watch).result();
    }

    /** One import. */
    private final class Run {

        private final CsvSource source;
        private final CsvReader reader;
        private final CsvMapping mapping;
        private final ImportWatch watch;
        private final Instant now = clock.instant();

        private List<LeadChange> batch = new ArrayList<>();
        private List<Long> lines = new ArrayList<>();
        private long batchLength;
        private long rows;
        private long imported;
        private long updated;
        private long unchanged;
        private long rejected;
        private long unread;
        private final List<ImportResult.RowError> errors = new ArrayList<>();
        private final Deque<Storing> storing = new ArrayDeque<>();

        Run(CsvSource source, CsvMapping mapping, ImportWatch watch) {
            this.source = source;
            this.reader = source.rows();
            this.mapping = mapping;
            this.watch = watch;
        }

        ImportResult result() {
            try {
                return read();
            } catch (RuntimeException failure) {
                finishStoring(failure);
                throw failure;
            }
        }

        private ImportResult read() {
            CsvRow header = next();
            if (header == null) {
                throw InvalidImportException.ofFile("file", "has no header; add a first row that names the columns");
            }
            List<CsvRow> sample = sample();
            CsvColumns columns = CsvColumns.of(
                    header, mapping, sample, types, source.encoding().code());
            ImportResult.FileFormat format = format(columns);
            watch.opened(format);
            rows += sample.size();
            sample.forEach(row -> take(row, columns));
            sample.clear();
            readRows(columns);
            ImportResult.RowError fatal = fatal();
            unread = fatal == null ? 0 : reader.countLines();
            flush();
            settle();
            watch.counted(totals());
            errors.sort(Comparator.comparingLong(ImportResult.RowError::line));
            return new ImportResult(
                    rows + unread, imported, updated, unchanged, rejected, unread, errors, fatal, format);
        }

        private void readRows(CsvColumns columns) {
            while (!watch.stops()) {
                CsvRow row = next();
                if (row == null) {
                    return;
                }
                rows++;
                take(row, columns);
            }
        }

        private ImportResult.FileFormat format(CsvColumns columns) {
            return new ImportResult.FileFormat(
                    source.encoding().code(),
                    String.valueOf(source.delimiter()),
                    columns.key().code(),
                    mapping.mode().code(),
                    columns.described());
        }

        private ImportTotals totals() {
            return new ImportTotals(imported, updated, unchanged, rejected, unread);
        }

        private List<CsvRow> sample() {
            var sample = new ArrayList<CsvRow>();
            long length = 0;
            while (sample.size() < SAMPLE_ROWS && length < SAMPLE_LENGTH) {
                CsvRow row = next();
                if (row == null) {
                    break;
                }
                sample.add(row);
                length += row.length();
            }
            return sample;
        }

        /** The next row that is not blank; null at the end. */
        private @Nullable CsvRow next() {
            CsvRow row = reader.next();
            while (row != null && row.isBlank()) {
                row = reader.next();
            }
            return row;
        }

        private ImportResult.@Nullable RowError fatal() {
            return reader.hasGivenUp() ? new ImportResult.RowError(reader.line(), "file", TOO_MANY_WRONG_QUOTES) : null;
        }

        private void take(CsvRow row, CsvColumns columns) {
            try {
                batch.add(columns.change(row, now));
                lines.add(row.line());
                batchLength += row.length();
                if (batch.size() == BATCH_ROWS || batchLength >= BATCH_LENGTH) {
                    flush();
                }
            } catch (InvalidLeadException e) {
                reject(row.line(), e.problem());
            }
        }

        private void reject(long line, FieldProblem problem) {
            rejected++;
            var error = new ImportResult.RowError(line, problem.field(), problem.message());
            if (errors.size() < ImportResult.MAX_ERRORS) {
                errors.add(error);
            }
            watch.rejected(error);
            watch.counted(totals());
        }

        /**
         * Starts storing the batch. If an earlier batch that is still being stored contains one of its leads, waits for
         * that one first, so that the later row wins.
         */
        private void flush() {
            if (batch.isEmpty()) {
                return;
            }
            List<LeadChange> full = batch;
            Set<LeadKey> keys = full.stream().map(LeadChange::key).collect(Collectors.toSet());
            while (storing.size() >= BATCHES_AT_ONCE
                    || storing.stream().anyMatch(earlier -> !Collections.disjoint(earlier.keys(), keys))) {
                settleFirst();
            }
            storing.add(new Storing(
                    keys, lines, CompletableFuture.supplyAsync(() -> leads.store(full, mapping.mode()), THREADS)));
            batch = new ArrayList<>();
            lines = new ArrayList<>();
            batchLength = 0;
        }

        private void settle() {
            while (!storing.isEmpty()) {
                settleFirst();
            }
        }

        private void settleFirst() {
            try {
                Storing first = storing.remove();
                Stored stored = first.stored().join();
                imported += stored.imported();
                updated += stored.updated();
                unchanged += stored.unchanged();
                for (int i = 0; i < stored.outcomes().size(); i++) {
                    FieldProblem problem = stored.outcomes().get(i).problem();
                    if (problem != null) {
                        reject(first.lines().get(i), problem);
                    }
                }
                watch.counted(totals());
            } catch (CompletionException failure) {
                throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
            }
        }

        /** Waits until everything read before the failure is stored. */
        private void finishStoring(RuntimeException failure) {
            try {
                settle();
            } catch (RuntimeException another) {
                failure.addSuppressed(another);
            }
        }
    }

    /** A batch that is being stored. */
    private record Storing(Set<LeadKey> keys, List<Long> lines, CompletableFuture<Stored> stored) {}
}
