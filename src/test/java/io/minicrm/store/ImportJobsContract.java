package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.importing.ImportFailure;
import io.minicrm.importing.ImportJob;
import io.minicrm.importing.ImportJobs;
import io.minicrm.importing.ImportJobs.Claim;
import io.minicrm.importing.ImportJobs.Ending;
import io.minicrm.importing.ImportJobs.Orphans;
import io.minicrm.importing.ImportJobs.Signal;
import io.minicrm.importing.ImportProgress;
import io.minicrm.importing.ImportSource;
import io.minicrm.importing.ImportStatus;
import io.minicrm.lead.ImportResult.Column;
import io.minicrm.lead.ImportResult.FileFormat;
import io.minicrm.lead.ImportResult.RowError;
import io.minicrm.lead.ImportTotals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The behaviour of every store's imports. */
public abstract class ImportJobsContract {

    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00.123Z");
    private static final FileFormat FORMAT = new FileFormat(
            "utf-8",
            ";",
            "id",
            "merge",
            List.of(
                    new Column("customer \"ID\"", List.of("id", "email"), null, null),
                    new Column("Größe \uD83D\uDE00", List.of(), "Größe", "number")));
    private static final ImportProgress SOME =
            new ImportProgress(1L << 40, 1L << 41, new ImportTotals(1, 2, 3, 4, 5), FORMAT);

    private final String prefix = UUID.randomUUID().toString();

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

    private ImportJobs jobs() {
        return store().imports();
    }

    private ImportJob job(int number, @Nullable String key) {
        return new ImportJob(
                "%s-%03d".formatted(prefix, number),
                new ImportSource(ImportSource.Kind.PATH, "/srv/a \"b\".csv"),
                Map.of("id", "customer \"ID\"", "mode", "replace"),
                new ImportJob.Origin(prefix, "key:nightly", NOON, key, "hash-" + number),
                new ImportJob.State(ImportStatus.QUEUED, 0, false, ImportProgress.none(99), null, null, null));
    }

    private ImportJob created(int number) {
        return jobs().create(job(number, null));
    }

    private Optional<ImportJob> take(String owner, Instant now) {
        return jobs().take(new Claim(prefix, owner, now, now.minusSeconds(20)));
    }

    private ImportJob.State state(ImportJob job) {
        return jobs().find(job.id()).orElseThrow().state();
    }

    @Test
    void aJobIsFoundAsItWasStoredAndListedTheNewestFirst() {
        created(1);
        ImportJob second = created(2);
        created(3);

        assertThat(jobs().find(second.id())).contains(job(2, null));
        assertThat(jobs().find("none")).isEmpty();
        assertThat(jobs().list(prefix + "-9", 2))
                .extracting(ImportJob::id)
                .containsExactly(prefix + "-003", prefix + "-002");
        assertThat(jobs().list(prefix + "-002", 1)).containsExactly(job(1, null));
    }

    @Test
    void aRepeatedKeyFindsTheFirstJob() {
        ImportJob first = jobs().create(job(1, prefix + "key"));
        ImportJob repeated = jobs().create(job(2, prefix + "key"));

        assertThat(repeated).isEqualTo(first);
        assertThat(jobs().findByIdempotencyKey(prefix + "key")).contains(first);
        assertThat(jobs().find(prefix + "-002")).isEmpty();
    }

    @Test
    void jobsAreTakenTheOldestFirstByOneOwnerEach() {
        created(2);
        created(1);
        long unfinished = jobs().countUnfinished();

        ImportJob taken = take("a", NOON).orElseThrow();

        assertThat(taken.id()).endsWith("-001");
        assertThat(taken.state())
                .isEqualTo(
                        new ImportJob.State(ImportStatus.RUNNING, 1, false, ImportProgress.none(99), null, NOON, null));
        assertThat(take("b", NOON).orElseThrow().id()).endsWith("-002");
        assertThat(take("c", NOON)).isEmpty();
        assertThat(jobs().take(new Claim("another folder", "a", NOON, NOON))).isEmpty();
        assertThat(jobs().countUnfinished()).isEqualTo(unfinished).isGreaterThanOrEqualTo(2);
    }

    @Test
    void noJobIsTakenTwiceByOwnersThatComeAtOnce() throws Exception {
        IntStream.range(0, 10).forEach(this::created);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var takes = IntStream.range(0, 20)
                    .mapToObj(i -> threads.submit(() -> take("owner-" + i, NOON)))
                    .toList();
            var ids = new java.util.ArrayList<String>();
            for (var take : takes) {
                take.get().ifPresent(job -> ids.add(job.id()));
            }
            // An owner that finds another one at its job may come away with none, and asks again a second later.
            assertThat(ids).doesNotHaveDuplicates().isNotEmpty();
        }
    }

    @Test
    void aReportStoresTheProgressOfItsOwnerOnly() {
        ImportJob job = created(1);
        take("a", NOON);

        assertThat(jobs().report(job.id(), "a", SOME, NOON)).isEqualTo(Signal.CONTINUE);
        assertThat(jobs().report(job.id(), "b", ImportProgress.none(1), NOON)).isEqualTo(Signal.LOST);
        assertThat(state(job).progress()).isEqualTo(SOME);
    }

    @Test
    void aJobThatWasNotSeenIsTakenFromItsOwner() {
        ImportJob job = created(1);
        take("a", NOON);
        jobs().report(job.id(), "a", SOME, NOON.plusSeconds(30));

        assertThat(take("b", NOON.plusSeconds(50))).isEmpty();
        ImportJob again = take("b", NOON.plusSeconds(51)).orElseThrow();

        assertThat(again.state().attempts()).isEqualTo(2);
        assertThat(jobs().report(job.id(), "a", SOME, NOON.plusSeconds(52))).isEqualTo(Signal.LOST);
        assertThat(jobs().finish(job.id(), "a", new Ending(ImportStatus.COMPLETED, null, SOME, NOON)))
                .isFalse();
        assertThat(state(job).status()).isEqualTo(ImportStatus.RUNNING);
    }

    @Test
    void aJobThatFailsEachTimeIsNotTakenForever() {
        ImportJob job = created(1);
        Instant now = NOON;
        for (int attempt = 1; attempt <= ImportJob.MAX_ATTEMPTS; attempt++) {
            assertThat(take("owner", now)).isPresent();
            now = now.plusSeconds(60);
        }

        assertThat(take("owner", now)).isEmpty();
        var failure = new ImportFailure(null, "file", "stopped each time");
        assertThat(jobs().fail(new Orphans(ImportJob.MAX_ATTEMPTS, now), failure, now))
                .isPositive();
        assertThat(state(job).status()).isEqualTo(ImportStatus.FAILED);
        assertThat(state(job).failure()).isEqualTo(failure);
        assertThat(state(job).finishedAt()).isEqualTo(now);
    }

    @Test
    void onlyJobsThatNobodyHasSeenAreFailed() {
        ImportJob waiting = created(1);
        jobs().keepAlive(prefix, NOON.plusSeconds(600));

        jobs().fail(new Orphans(0, NOON.plusSeconds(1)), new ImportFailure(null, "file", "gone"), NOON);
        assertThat(state(waiting).status()).isEqualTo(ImportStatus.QUEUED);

        jobs().fail(new Orphans(1, NOON.plusSeconds(601)), new ImportFailure(null, "file", "gone"), NOON);
        assertThat(state(waiting).status()).isEqualTo(ImportStatus.QUEUED);
    }

    @Test
    void aFinishedJobKeepsItsEndAndIsNotTakenAgain() {
        ImportJob job = created(1);
        take("a", NOON);
        var failure = new ImportFailure(7L, "file", "has too many wrong quotes");

        assertThat(jobs().finish(job.id(), "a", new Ending(ImportStatus.FAILED, failure, SOME, NOON.plusSeconds(9))))
                .isTrue();

        assertThat(state(job))
                .isEqualTo(
                        new ImportJob.State(ImportStatus.FAILED, 1, false, SOME, failure, NOON, NOON.plusSeconds(9)));
        assertThat(take("a", NOON.plusSeconds(3_600))).isEmpty();
        assertThat(jobs().cancel(job.id(), NOON)).isFalse();
    }

    @Test
    void aReleasedJobIsStartedAgain() {
        ImportJob job = created(1);
        take("a", NOON);

        jobs().release(job.id(), "b", 0, NOON);
        assertThat(state(job).status()).isEqualTo(ImportStatus.RUNNING);
        jobs().release(job.id(), "a", 0, NOON);

        assertThat(state(job).status()).isEqualTo(ImportStatus.QUEUED);
        assertThat(take("b", NOON).orElseThrow().state().attempts()).isEqualTo(1);
    }

    @Test
    void aWaitingJobIsCancelledAtOnceAndARunningOneByItsOwner() {
        ImportJob running = created(1);
        take("a", NOON);
        ImportJob waiting = created(2);

        assertThat(jobs().cancel(running.id(), NOON)).isTrue();
        assertThat(jobs().cancel(waiting.id(), NOON)).isTrue();
        assertThat(jobs().cancel("none", NOON)).isFalse();

        assertThat(state(waiting).status()).isEqualTo(ImportStatus.CANCELLED);
        assertThat(state(waiting).finishedAt()).isEqualTo(NOON);
        assertThat(state(running).status()).isEqualTo(ImportStatus.RUNNING);
        assertThat(state(running).isCancelRequested()).isTrue();
        assertThat(state(running).finishedAt()).isNull();
        assertThat(jobs().report(running.id(), "a", SOME, NOON)).isEqualTo(Signal.CANCEL);
    }

    @Test
    void errorsAreReadInOrderOfLineAndAddedOnce() {
        ImportJob job = created(1);
        List<RowError> errors = LongStream.of(5, 1, 3)
                .mapToObj(line -> new RowError(line, "é \uD83D\uDE00", "is \"x\""))
                .toList();

        jobs().addErrors(job.id(), errors);
        jobs().addErrors(job.id(), List.of(new RowError(3, "another", "y"), new RowError(4, "b", "z")));

        assertThat(jobs().errors(job.id(), 0, 3)).extracting(RowError::line).containsExactly(1L, 3L, 4L);
        assertThat(jobs().errors(job.id(), 4, 3)).containsExactly(errors.getFirst());
        jobs().deleteErrors(job.id());
        assertThat(jobs().errors(job.id(), 0, 3)).isEmpty();
    }

    @Test
    void theOldestFinishedJobsAreDeletedWithTheirErrors() {
        ImportJob old = created(1);
        jobs().addErrors(old.id(), List.of(new RowError(1, "a", "b")));
        jobs().cancel(old.id(), NOON);
        ImportJob unfinished = created(2);
        ImportJob newest = created(3);
        jobs().cancel(newest.id(), NOON);
        int newer = jobs().list(null, 1_000).stream()
                .filter(job -> job.state().status().isFinal())
                .map(ImportJob::id)
                .toList()
                .indexOf(old.id());

        jobs().deleteFinished(newer + 1);
        assertThat(jobs().find(old.id())).isPresent();
        jobs().deleteFinished(newer);

        assertThat(jobs().find(old.id())).isEmpty();
        assertThat(jobs().errors(old.id(), 0, 1)).isEmpty();
        assertThat(jobs().find(unfinished.id())).isPresent();
        assertThat(jobs().find(newest.id())).isPresent();
    }
}
