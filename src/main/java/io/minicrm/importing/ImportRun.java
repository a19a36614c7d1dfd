package io.minicrm.importing;

import io.minicrm.lead.CsvImport;
import io.minicrm.lead.CsvMapping;
import io.minicrm.lead.ImportResult;
import io.minicrm.lead.ImportResult.FileFormat;
import io.minicrm.lead.ImportResult.RowError;
import io.minicrm.lead.ImportTotals;
import io.minicrm.lead.ImportWatch;
import io.minicrm.problem.InvalidInputException;
import io.minicrm.text.StoredText;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to run an import, in a thread of its own: reading a file keeps a processor busy, and on a virtual thread
 * it would delay requests. A run only notes how far it is, and writes nothing but leads. Its {@link ImportWorker}
 * reports to the store.
 */
final class ImportRun implements ImportWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ImportRun.class);

    private final ImportJob job;
    private final ImportFiles files;
    private final CsvImport csv;
    private final Predicate<Throwable> isOutage;
    private final Thread thread;

    private volatile long bytesRead;
    private volatile long bytesTotal;
    private volatile ImportTotals totals = ImportTotals.ZERO;
    private volatile @Nullable FileFormat format;
    private volatile @Nullable Stop stop;
    private volatile @Nullable Result result;
    private boolean hasStopped;
    private int errorCount;
    private final List<RowError> errors = new ArrayList<>();

    /** Why a run is stopped. */
    enum Stop {
        /** A person cancelled the import. */
        CANCELLED,
        /** The process ends, or another one has taken the job. */
        ABANDONED
    }

    /** How a run ended. */
    sealed interface Result {

        /** The job has a final status. */
        record Final(ImportStatus status, @Nullable ImportFailure failure) implements Result {}

        /** The job is to be started again. */
        record Interrupted() implements Result {}
    }

    ImportRun(ImportJob job, ImportFiles files, CsvImport csv, Predicate<Throwable> isOutage) {
        this.job = job;
        this.files = files;
        this.csv = csv;
        this.isOutage = isOutage;
        this.bytesTotal = job.state().progress().bytesTotal();
        this.thread = Thread.ofPlatform().name(job.id()).daemon().unstarted(this::run);
    }

    ImportRun start() {
        thread.start();
        return this;
    }

    ImportJob job() {
        return job;
    }

    ImportProgress progress() {
        return new ImportProgress(bytesRead, bytesTotal, totals, format);
    }

    /** How it ended; null while it runs. */
    @Nullable
    Result result() {
        // Asked first: a thread that has ended since has set its result.
        boolean isAlive = thread.isAlive();
        Result known = result;
        // Without a result, the thread has died of an error such as a lack of memory.
        return known == null && !isAlive ? new Result.Interrupted() : known;
    }

    /** Stops it before the next row, if it has not ended by then. The first reason counts. */
    synchronized void stop(Stop reason) {
        if (stop == null) {
            stop = reason;
        }
    }

    /** Waits until it has ended, but no longer than this. */
    void await(Duration patience) throws InterruptedException {
        thread.join(patience);
    }

    /** The rejected rows that are not stored yet, of the first {@link ImportJob#MAX_ERRORS}. */
    synchronized List<RowError> errors() {
        return List.copyOf(errors);
    }

    /** The first of the {@link #errors} are stored. */
    synchronized void errorsStored(int count) {
        errors.subList(0, count).clear();
    }

    private void run() {
        try {
            result = read();
        } catch (Download.StoppedException stopped) {
            result = stopped();
        } catch (InvalidInputException invalid) {
            result = failed(ImportFailure.of(invalid.problem()));
        } catch (NoSuchFileException missing) {
            result = failed(ImportFailure.ofFile("is no longer there; start the import again"));
        } catch (IOException | UncheckedIOException unreadable) {
            LOG.warn("{} cannot read its file", job.id(), unreadable);
            result = failed(ImportFailure.ofFile(
                    "cannot be read (%s); check the file and its permissions, and start the import again"
                            .formatted(unreadable.getClass().getSimpleName())));
        } catch (RuntimeException failure) {
            result = failed(failure);
        }
    }

    private Result read() throws IOException {
        Path file = files.of(job, () -> stop != null);
        try (InputStream in = new Counting(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS))) {
            bytesTotal = Files.size(file);
            ImportResult read = csv.run(in, CsvMapping.of(job.parameters()), this);
            if (hasStopped) {
                return stopped();
            }
            RowError fatal = read.fatal();
            return fatal == null ? new Result.Final(ImportStatus.COMPLETED, null) : failed(ImportFailure.of(fatal));
        }
    }

    private Result stopped() {
        return stop == Stop.CANCELLED ? new Result.Final(ImportStatus.CANCELLED, null) : new Result.Interrupted();
    }

    private Result failed(RuntimeException failure) {
        if (isOutage.test(failure)) {
            LOG.warn("{} is interrupted, because the store does not answer: {}", job.id(), failure.toString());
            return new Result.Interrupted();
        }
        LOG.error("{} failed", job.id(), failure);
        return failed(ImportFailure.ofFile(
                "could not be imported because of an internal error; the cause is in the log of the server"));
    }

    private static Result failed(ImportFailure failure) {
        return new Result.Final(ImportStatus.FAILED, failure);
    }

    @Override
    public void opened(FileFormat file) {
        format = file;
    }

    @Override
    public synchronized void rejected(RowError error) {
        if (errorCount < ImportJob.MAX_ERRORS) {
            errorCount++;
            errors.add(new RowError(
                    error.line(),
                    StoredText.cleaned(error.field(), ImportFailure.MAX_LENGTH),
                    StoredText.cleaned(error.message(), ImportFailure.MAX_LENGTH)));
        }
    }

    @Override
    public void counted(ImportTotals now) {
        totals = now;
    }

    @Override
    public boolean stops() {
        hasStopped = stop != null;
        return hasStopped;
    }

    /** Counts the bytes that are read. Only the thread of the run writes the number. */
    private final class Counting extends FilterInputStream {

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            add(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            add(Math.max(0, read));
            return read;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
        private void add(int bytes) {
            bytesRead += bytes;
        }
    }
}
