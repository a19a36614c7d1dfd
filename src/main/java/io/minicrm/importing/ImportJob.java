package io.minicrm.importing;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An import of a file.
 *
 * <p>A job belongs to the server that accepted it, more exactly to the {@link ImportFolder} of that server, because
 * only there the file can be read. If the server ends while the job runs, it starts the job from the beginning of the
 * file when it is back: importing rows again changes nothing. The totals are always those of the last attempt.
 *
 * @param id in order of time
 * @param parameters how the file is read, as {@link io.minicrm.lead.CsvMapping#of} reads them
 */
public record ImportJob(String id, ImportSource source, Map<String, String> parameters, Origin origin, State state) {

    /** The most attempts: a file that makes the server fail each time must not do so forever. */
    public static final int MAX_ATTEMPTS = 5;

    /** The most rejected rows that are kept. */
    public static final int MAX_ERRORS = 10_000;

    public ImportJob {
        parameters = Map.copyOf(parameters);
    }

    /**
     * Where a job comes from.
     *
     * @param folder the id of the folder that it belongs to
     * @param createdBy who ordered it; null if nobody has logged in
     * @param idempotencyKey the key of the request; null if it has none
     * @param requestHash a hash of what the request asked for
     */
    public record Origin(
            String folder,
            @Nullable String createdBy,
            Instant createdAt,
            @Nullable String idempotencyKey,
            String requestHash) {}

    /**
     * Where a job stands.
     *
     * @param attempts how often it was started
     * @param isCancelRequested whether a person wants it to stop
     * @param failure why it ended before the end of the file; null if it did not
     * @param startedAt when the last attempt began; null before the first
     * @param finishedAt null until its status is final
     */
    public record State(
            ImportStatus status,
            int attempts,
            boolean isCancelRequested,
            ImportProgress progress,
            @Nullable ImportFailure failure,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {

        static State queued(long bytes) {
            return new State(ImportStatus.QUEUED, 0, false, ImportProgress.none(bytes), null, null, null);
        }
    }

    /** The parameters in order of their names. */
    public Map<String, String> sortedParameters() {
        return new TreeMap<>(parameters);
    }
}
