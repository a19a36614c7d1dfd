package io.minicrm.lead;

import de.siegmar.fastcsv.reader.CsvParseException;
import io.minicrm.problem.FieldProblem;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Imports leads from a CSV file of any size, in constant memory. Encoding (UTF-8, or UTF-16 with a byte order mark) and
 * delimiter are found out; the first row is the header. Good rows are stored, whatever the others are like.
 *
 * <p>A column's type is decided by the first rows ({@value #SAMPLE_ROWS}). A later cell that does not fit is not bent and does
 * not change the column: its row is rejected with line, column and mend, since a number that silently became a text would
 * drop its lead out of every segment that compares it.
 */
public final class CsvImport {

    private static final int SAMPLE_ROWS = 1_000;
    private static final int SAMPLE_LENGTH = 4_000_000;
    private static final int BATCH_ROWS = 2_000;
    private static final int BATCH_LENGTH = 4_000_000;
    private static final int BATCHES_AT_ONCE = 2;

    private static final String WRONG_QUOTES =
            "has a quote that is never closed, or text behind a closing one; mend it, "
                    + "as the rest of the file is not read";

    private static final Executor THREADS =
            task -> Thread.ofVirtual().name("csv-import").start(task);

    private final Leads leads;
    private final InstantSource clock;

    /**
     * @param leads where the leads go
     * @param clock tells when they are created
     */
    public CsvImport(Leads leads, InstantSource clock) {
        this.leads = leads;
        this.clock = clock;
    }

    /**
     * Imports a file. Rows with an id that was there before, in the store or in the file, replace that lead and count as updated.
     *
     * @param in the file; read to its end, not closed
     * @throws InvalidImportException when the file as a whole cannot be imported; nothing is stored then
     * @throws java.io.UncheckedIOException when it cannot be read; the rows before are stored
     */
    public ImportResult run(InputStream in, CsvMapping mapping) {
        return new Run(CsvSource.open(in, mapping.delimiter()), mapping, clock.instant()).result();
    }

    /** One import. */
    private final class Run {

        private final CsvSource source;
        private final Iterator<CsvCells.Row> rows;
        private final CsvMapping mapping;
        private final Instant now;

        private SequencedMap<String, Lead> batch = new LinkedHashMap<>();
        private long batchLength;
        private long imported;
        private long updated;
        private long rejected;
        private final List<ImportResult.RowError> errors = new ArrayList<>();
        private boolean broken;
        private final Deque<Storing> storing = new ArrayDeque<>();

        Run(CsvSource source, CsvMapping mapping, Instant now) {
            this.source = source;
            this.rows = source.rows();
            this.mapping = mapping;
            this.now = now;
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
            CsvCells.Row header = next();
            if (header == null) {
                throw new InvalidImportException("file", "has no header; begin it with a row that names the columns");
            }
            List<CsvCells.Row> sample = sample();
            CsvColumns columns = CsvColumns.of(header, mapping, sample);
            sample.forEach(row -> take(row, columns));
            sample.clear();
            for (CsvCells.Row row = next(); row != null; row = next()) {
                take(row, columns);
            }
            flush();
            settle();
            errors.sort(Comparator.comparingLong(ImportResult.RowError::line));
            return new ImportResult(imported, updated, rejected, errors);
        }

        private List<CsvCells.Row> sample() {
            var sample = new ArrayList<CsvCells.Row>();
            long length = 0;
            while (sample.size() < SAMPLE_ROWS && length < SAMPLE_LENGTH) {
                CsvCells.Row row = next();
                if (row == null) {
                    break;
                }
                sample.add(row);
                length += row.length();
            }
            return sample;
        }

        /** The next row that is not blank; null after the last. */
        private CsvCells.@Nullable Row next() {
            try {
                while (!broken && rows.hasNext()) {
                    CsvCells.Row row = rows.next();
                    if (!row.isBlank()) {
                        return row;
                    }
                }
            } catch (CsvParseException wrongQuotes) {
                // Where this row would have ended is anybody's guess, so nothing after it is read.
                broken = true;
                reject(source.line(), new FieldProblem("row", WRONG_QUOTES));
            }
            return null;
        }

        private void take(CsvCells.Row row, CsvColumns columns) {
            try {
                Lead lead = columns.lead(row, now);
                if (batch.putLast(lead.id(), lead) != null) {
                    updated++;
                }
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
            if (errors.size() < ImportResult.MAX_ERRORS) {
                errors.add(new ImportResult.RowError(line, problem.field(), problem.message()));
            }
        }

        /**
         * Has the batch stored while the next ones are read, for reading, encoding and storing take about as long as each other. Of one lead the
         * later row must win, so a batch waits for those before it that have leads in common with it.
         */
        private void flush() {
            if (batch.isEmpty()) {
                return;
            }
            while (storing.size() >= BATCHES_AT_ONCE
                    || storing.stream().anyMatch(earlier -> !Collections.disjoint(earlier.ids(), batch.keySet()))) {
                settleFirst();
            }
            SequencedMap<String, Lead> full = batch;
            storing.add(new Storing(
                    full.keySet(),
                    CompletableFuture.supplyAsync(() -> leads.upsert(List.copyOf(full.values())), THREADS)));
            batch = new LinkedHashMap<>();
            batchLength = 0;
        }

        private void settle() {
            while (!storing.isEmpty()) {
                settleFirst();
            }
        }

        private void settleFirst() {
            try {
                Leads.Upserted upserted = storing.remove().upserted().join();
                imported += upserted.imported();
                updated += upserted.updated();
            } catch (CompletionException failure) {
                throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
            }
        }

        /** What was read before the failure is stored when the caller hears of it. */
        private void finishStoring(RuntimeException failure) {
            try {
                settle();
            } catch (RuntimeException another) {
                failure.addSuppressed(another);
            }
        }
    }

    /** A batch on its way into the store. */
    private record Storing(Set<String> ids, CompletableFuture<Leads.Upserted> upserted) {}
}
