package io.minicrm.importing;

import io.minicrm.importing.ImportJobs.Claim;
import io.minicrm.importing.ImportJobs.Ending;
import io.minicrm.importing.ImportJobs.Orphans;
import io.minicrm.importing.ImportRun.Result;
import io.minicrm.importing.ImportRun.Stop;
import io.minicrm.lead.CsvImport;
import io.minicrm.lead.ImportResult.RowError;
import io.minicrm.lead.ImportTotals;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the imports of one folder, one at a time. Each round reports how far the current import is, or takes the next
 * one.
 *
 * <p>For example: a process that runs an import dies. Started again, it finds the import running, but not seen for
 * {@link #LEASE}, takes it, and imports the file from the beginning. The rows that were stored already are unchanged.
 * If the process does not come back, another one that uses the same store ends the import as failed after {@link
 * #ABANDONED}.
 *
 * <p>Not thread-safe: one thread calls {@link #get}, and {@link #close} after it.
 */
public final class ImportWorker implements Supplier<Duration>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ImportWorker.class);

    /** A running import that was not seen for so long has lost its process. */
    static final Duration LEASE = Duration.ofSeconds(20);

    /** Imports that nobody has seen for so long will not be run: the process with their file does not come back. */
    static final Duration ABANDONED = Duration.ofMinutes(10);

    /** The finished imports that are kept. */
    static final int KEPT = 200;

    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Duration ROUND_WHILE_RUNNING = Duration.ofMillis(200);
    private static final Duration CLEANUP = Duration.ofMinutes(1);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final ImportJobs jobs;
    private final ImportFolder folder;
    private final ImportFiles files;
    private final CsvImport csv;
    private final Predicate<Throwable> isOutage;
    private final ImportObserver observer;
    private final InstantSource clock;
    private final String owner = UUID.randomUUID().toString();

    private @Nullable ImportRun run;
    private ImportTotals observed = ImportTotals.ZERO;
    private Instant reportedAt = Instant.MIN;
    private Instant seenAt = Instant.MIN;
    private Instant cleanedAt = Instant.MIN;

    /**
     * What a worker works with.
     *
     * @param folder where the files wait that were sent
     * @param allowed what the server may read besides
     * @param csv stores the rows of a file
     * @param isOutage whether a failure means that the store cannot be reached, so that the import is started again
     *     later
     */
    public record Parts(
            ImportJobs jobs,
            ImportFolder folder,
            AllowedSources allowed,
            CsvImport csv,
            Predicate<Throwable> isOutage) {}

    public ImportWorker(Parts parts, ImportObserver observer, InstantSource clock) {
        this.jobs = parts.jobs();
        this.folder = parts.folder();
        this.files = new ImportFiles(parts.folder(), parts.allowed());
        this.csv = parts.csv();
        this.isOutage = parts.isOutage();
        this.observer = observer;
        this.clock = clock;
    }

    /**
     * Does one round.
     *
     * @return how long to wait before the next
     */
    @Override
    public Duration get() {
        Instant now = clock.instant();
        cleanUp(now);
        folder.id().ifPresent(id -> keepAlive(id, now));
        ImportRun current = run;
        if (current != null) {
            follow(current, now);
        }
        if (run == null) {
            folder.id().ifPresent(id -> takeNext(id, now));
        }
        return run == null ? ROUND : ROUND_WHILE_RUNNING;
    }

    private void keepAlive(String folderId, Instant now) {
        if (isDue(seenAt, LEASE.dividedBy(2), now)) {
            jobs.keepAlive(folderId, now);
            seenAt = now;
        }
    }

    private void takeNext(String folderId, Instant now) {
        Optional<ImportJob> taken = jobs.take(new Claim(folderId, owner, now, now.minus(LEASE)));
        taken.ifPresent(job -> begin(job, now));
    }

    private void begin(ImportJob job, Instant now) {
        observer.started();
        if (job.state().isCancelRequested()) {
            finish(job, new Ending(ImportStatus.CANCELLED, null, job.state().progress(), now));
            return;
        }
        jobs.deleteErrors(job.id());
        observed = ImportTotals.ZERO;
        reportedAt = Instant.MIN;
        run = new ImportRun(job, files, csv, isOutage).start();
    }

    private void follow(ImportRun current, Instant now) {
        Result result = current.result();
        if (result == null && !isDue(reportedAt, ROUND, now)) {
            return;
        }
        ImportJob job = current.job();
        ImportProgress progress = current.progress();
        saveErrors(current);
        observer.counted(progress.totals().since(observed));
        observed = progress.totals();
        switch (result) {
            case null -> report(current, progress, now);
            case Result.Final(ImportStatus status, ImportFailure failure) ->
                finish(job, new Ending(status, failure, progress, now));
            case Result.Interrupted _
            when job.state().attempts() >= ImportJob.MAX_ATTEMPTS ->
                finish(job, new Ending(ImportStatus.FAILED, exhausted(), progress, now));
            case Result.Interrupted _ -> {
                jobs.release(job.id(), owner, job.state().attempts(), now);
                ended(ImportStatus.QUEUED);
            }
        }
    }

    private void saveErrors(ImportRun current) {
        List<RowError> errors = current.errors();
        if (!errors.isEmpty()) {
            jobs.addErrors(current.job().id(), errors);
            current.errorsStored(errors.size());
        }
    }

    private void report(ImportRun current, ImportProgress progress, Instant now) {
        switch (jobs.report(current.job().id(), owner, progress, now)) {
            case CONTINUE -> {
                // It goes on.
            }
            case CANCEL -> current.stop(Stop.CANCELLED);
            case LOST -> {
                LOG.warn(
                        "{} was taken by another process, because this one was silent",
                        current.job().id());
                current.stop(Stop.ABANDONED);
            }
        }
        reportedAt = now;
    }

    private void finish(ImportJob job, Ending ending) {
        if (jobs.finish(job.id(), owner, ending)) {
            folder.delete(job.id());
        }
        ended(ending.status());
    }

    private void ended(ImportStatus status) {
        run = null;
        observer.ended(status);
    }

    /** After the clock was set back, everything is due. */
    private static boolean isDue(Instant last, Duration interval, Instant now) {
        return now.isBefore(last) || !now.isBefore(last.plus(interval));
    }

    private void cleanUp(Instant now) {
        if (!isDue(cleanedAt, CLEANUP, now)) {
            return;
        }
        jobs.fail(new Orphans(ImportJob.MAX_ATTEMPTS, now.minus(LEASE)), exhausted(), now);
        jobs.fail(new Orphans(0, now.minus(ABANDONED)), abandoned(), now);
        jobs.deleteFinished(KEPT);
        folder.clean(now, id -> jobs.find(id).map(job -> job.state().status()));
        cleanedAt = now;
    }

    private static ImportFailure exhausted() {
        return ImportFailure.ofFile(
                ("was not imported to its end in %d attempts, because the server or its store stopped each time;"
                                + " look into the log of the server, and start the import again")
                        .formatted(ImportJob.MAX_ATTEMPTS));
    }

    private static ImportFailure abandoned() {
        return ImportFailure.ofFile(
                "is on a server that was not seen for %d minutes; start the import again on another one"
                        .formatted(ABANDONED.toMinutes()));
    }

    /**
     * Stops the current import after the rows that it has read, and puts it back: the next start of the server begins
     * it again.
     */
    @Override
    public void close() {
        ImportRun current = run;
        if (current == null) {
            return;
        }
        current.stop(Stop.ABANDONED);
        try {
            current.await(STOP_LIMIT);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        Instant now = clock.instant();
        saveErrors(current);
        if (current.result() instanceof Result.Final(ImportStatus status, ImportFailure failure)) {
            finish(current.job(), new Ending(status, failure, current.progress(), now));
        } else {
            // This attempt does not count, because nothing went wrong.
            int attempts = current.job().state().attempts() - 1;
            jobs.report(current.job().id(), owner, current.progress(), now);
            jobs.release(current.job().id(), owner, attempts, now);
            ended(ImportStatus.QUEUED);
        }
    }
}
