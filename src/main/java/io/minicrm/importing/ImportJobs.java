package io.minicrm.importing;

import io.minicrm.lead.ImportResult.RowError;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stored imports. Each method is atomic for a job and safe to repeat.
 *
 * <p>A job is run by one process at a time, its owner. The store notes when each unfinished job was last seen: by its
 * owner while it runs, by a process of its folder while it waits. A running job that was not seen for a while has lost
 * its owner.
 *
 * <p>Methods throw an unchecked exception if the store cannot be reached.
 */
public interface ImportJobs {

    /**
     * Stores a new job.
     *
     * @return the stored job: the given one, or, if one of the same idempotency key exists, that one
     */
    ImportJob create(ImportJob job);

    Optional<ImportJob> find(String id);

    /** The job that a request with that idempotency key created. */
    Optional<ImportJob> findByIdempotencyKey(String key);

    /** A page, newest first (by id, descending); {@code beforeId} is the last id of the previous page. */
    List<ImportJob> list(@Nullable String beforeId, int limit);

    /** The number of jobs whose status is not final. */
    long countUnfinished();

    /**
     * Takes a job of a folder: the oldest that waits, or that has lost its owner and attempts left. It runs from now
     * on, with one attempt more; its progress is still that of the attempt before.
     *
     * @return the job as it is now; empty if there is none to take
     */
    Optional<ImportJob> take(Claim claim);

    /**
     * Who takes a job.
     *
     * @param folder the folder whose files the process can read
     * @param owner the process
     * @param seenBefore a running job that was not seen since has lost its owner
     */
    record Claim(String folder, String owner, Instant now, Instant seenBefore) {}

    /** Notes that the waiting jobs of a folder were seen. */
    void keepAlive(String folder, Instant now);

    /** Stores how far a running job is, and notes that it was seen. */
    Signal report(String id, String owner, ImportProgress progress, Instant now);

    /** What the owner of a running job is to do. */
    enum Signal {
        CONTINUE,
        /** A person wants the job to stop. */
        CANCEL,
        /** Another process has taken the job. */
        LOST
    }

    /** Adds rejected rows; one of a line that has one is left as it is. */
    void addErrors(String id, List<RowError> errors);

    /** Deletes the rejected rows of a job. */
    void deleteErrors(String id);

    /**
     * A page of the rejected rows of a job, in order of line.
     *
     * @param afterLine the line of the last row of the previous page; 0 for the first page
     */
    List<RowError> errors(String id, long afterLine, int limit);

    /**
     * Ends a running job.
     *
     * @return false if the owner does not have it any more; nothing is changed then
     */
    boolean finish(String id, String owner, Ending ending);

    /**
     * How a job ended.
     *
     * @param status a final one
     * @param failure why it ended before the end of the file; null if it did not
     */
    record Ending(ImportStatus status, @Nullable ImportFailure failure, ImportProgress progress, Instant at) {}

    /**
     * Puts a running job back, so that it is started again.
     *
     * @param attempts how many attempts it has had
     */
    void release(String id, String owner, int attempts, Instant now);

    /**
     * Stops a job: one that waits at once, one that runs with the next report of its owner.
     *
     * @return false if there is no such job, or its status is final; nothing is changed then
     */
    boolean cancel(String id, Instant now);

    /**
     * Ends the unfinished jobs that nobody will run.
     *
     * @return the number of jobs that were ended
     */
    int fail(Orphans orphans, ImportFailure failure, Instant now);

    /**
     * Unfinished jobs that nobody has seen for a while.
     *
     * @param minAttempts only jobs with that many attempts
     * @param seenBefore only jobs that were not seen since
     */
    record Orphans(int minAttempts, Instant seenBefore) {}

    /** Deletes all finished jobs, with their errors, but the newest {@code keep}. */
    void deleteFinished(int keep);
}
