package io.minicrm.importing;

import io.minicrm.importing.ImportFolder.Received;
import io.minicrm.lead.CsvMapping;
import io.minicrm.text.Sha256;
import io.minicrm.text.TimeSortedId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Accepts imports. A request with an idempotency key may be repeated: it finds the job that the first one created, as
 * long as the job is kept.
 */
public final class ImportLauncher {

    /** The most imports that wait or run at once: each may occupy the disk with a file. */
    static final int MAX_UNFINISHED = 20;

    private static final int MAX_KEY_LENGTH = 255;
    private static final String KEY = "Idempotency-Key";

    private final ImportJobs jobs;
    private final ImportFolder folder;
    private final AllowedSources allowed;
    private final InstantSource clock;
    private final RandomGenerator random = new SecureRandom();

    /**
     * @param folder where files wait that are sent
     * @param allowed what the server may read besides
     */
    public ImportLauncher(ImportJobs jobs, ImportFolder folder, AllowedSources allowed, InstantSource clock) {
        this.jobs = jobs;
        this.folder = folder;
        this.allowed = allowed;
        this.clock = clock;
    }

    /**
     * How an import is ordered.
     *
     * @param parameters how the file is read, as {@link CsvMapping#of} reads them
     * @param createdBy who orders it; null if nobody has logged in
     * @param idempotencyKey null if the request is not repeated
     */
    public record Order(
            Map<String, String> parameters,
            @Nullable String createdBy,
            @Nullable String idempotencyKey) {}

    /**
     * Accepts a file that is sent.
     *
     * @param body read to its end, not closed
     * @throws io.minicrm.problem.InvalidInputException if the order is not valid
     * @throws ImportConflictException if the key was used for another request
     * @throws ImportQueueFullException if too many imports wait
     * @throws ImportNotPossibleException if the file cannot be kept
     * @throws IOException if the body cannot be read
     */
    public ImportJob upload(InputStream body, Order order) throws IOException {
        check(order);
        String folderId = folder.makeId();
        Received received = folder.receive(body);
        boolean kept = false;
        try {
            String hash = hash(order, received.hash());
            Optional<ImportJob> earlier = earlier(order, hash);
            if (earlier.isPresent()) {
                return earlier.get();
            }
            ImportJob job = job(order, ImportSource.UPLOAD, received.bytes(), folderId, hash);
            // Before the job is stored, because a worker may take it at once.
            folder.keep(received, job.id());
            ImportJob stored = sameRequest(jobs.create(job), order, hash);
            kept = stored.id().equals(job.id());
            if (!kept) {
                folder.delete(job.id());
            }
            return stored;
        } finally {
            if (!kept) {
                received.delete();
            }
        }
    }

    /**
     * Accepts a file of the server.
     *
     * @throws io.minicrm.problem.InvalidInputException if the order is not valid, or the file may not be read
     * @throws ImportConflictException if the key was used for another request
     * @throws ImportQueueFullException if too many imports wait
     */
    public ImportJob path(String path, Order order) {
        check(order);
        String hash = hash(order, path);
        Optional<ImportJob> earlier = earlier(order, hash);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        Path file = allowed.paths().resolve(path);
        ImportSource source = ImportSource.path(file.toString());
        return sameRequest(jobs.create(job(order, source, size(file), folder.makeId(), hash)), order, hash);
    }

    /**
     * Accepts a file that is downloaded when the import begins.
     *
     * @throws io.minicrm.problem.InvalidInputException if the order is not valid, or the address may not be read
     * @throws ImportConflictException if the key was used for another request
     * @throws ImportQueueFullException if too many imports wait
     */
    public ImportJob url(String url, Order order) {
        check(order);
        String hash = hash(order, url);
        Optional<ImportJob> earlier = earlier(order, hash);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        ImportSource source = ImportSource.url(allowed.urls().resolve(url).toString());
        return sameRequest(jobs.create(job(order, source, 0, folder.makeId(), hash)), order, hash);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void check(Order order) {
        CsvMapping.of(order.parameters());
        String key = order.idempotencyKey();
        if (key != null
                && (key.isBlank()
                        || key.length() > MAX_KEY_LENGTH
                        || !key.chars().allMatch(c -> c > ' ' && c < 0x7f))) {
            throw new InvalidImportOrderException(
                    KEY,
                    "must be 1 to %d printable ASCII characters without spaces, for example a UUID"
                            .formatted(MAX_KEY_LENGTH));
        }
        boolean isRepeated = key != null && jobs.findByIdempotencyKey(key).isPresent();
        if (!isRepeated && jobs.countUnfinished() >= MAX_UNFINISHED) {
            throw new ImportQueueFullException(
                    "%d imports wait already; try again when some of them are finished".formatted(MAX_UNFINISHED));
        }
    }

    private Optional<ImportJob> earlier(Order order, String hash) {
        return Optional.ofNullable(order.idempotencyKey())
                .flatMap(jobs::findByIdempotencyKey)
                .map(job -> sameRequest(job, order, hash));
    }

    private static ImportJob sameRequest(ImportJob job, Order order, String hash) {
        String key = order.idempotencyKey();
        if (key != null && !hash.equals(job.origin().requestHash())) {
            throw new ImportConflictException(key, job.id());
        }
        return job;
    }

    private static String hash(Order order, String content) {
        List<@Nullable Object> fields = new ArrayList<>();
        fields.add(content);
        fields.add(order.createdBy());
        order.parameters().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(parameter -> {
                    fields.add(parameter.getKey());
                    fields.add(parameter.getValue());
                });
        return Sha256.ofFields(fields);
    }

    private ImportJob job(Order order, ImportSource source, long bytes, String folderId, String hash) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new ImportJob(
                TimeSortedId.next("import-", now, random),
                source,
                order.parameters(),
                new ImportJob.Origin(folderId, order.createdBy(), now, order.idempotencyKey(), hash),
                ImportJob.State.queued(bytes));
    }
}
