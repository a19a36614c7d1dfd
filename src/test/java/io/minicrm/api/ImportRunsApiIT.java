package io.minicrm.api;

import static io.minicrm.api.ImportBed.IMPORTS;
import static io.minicrm.api.ImportBed.MANY;
import static io.minicrm.api.ImportBed.count;
import static io.minicrm.api.ImportBed.id;
import static io.minicrm.api.ImportBed.many;
import static io.minicrm.api.ImportBed.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.importing.ImportWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Imports that wait, run, are cancelled, and are taken over by another worker. */
class ImportRunsApiIT {

    private final ImportBed bed = new ImportBed();

    @AfterEach
    void stop() {
        bed.close();
    }

    @Test
    void importsRunOneAfterTheOtherAndAreListedTheNewestFirst() {
        bed.clock.hurry();
        String first = id(bed.upload("", many()));
        String second = id(bed.upload("", "id\nsmall\n"));
        String third = id(bed.upload("", "id\nsmall\n"));

        bed.workUntilRowsAreStored(first);
        assertThat(status(bed.get(second))).isEqualTo("queued");
        bed.api.post(IMPORTS + "/" + first + "/cancel");
        bed.workUntil(second, "completed");
        assertThat(status(bed.get(first))).isEqualTo("cancelled");
        bed.workUntil(third, "completed");

        ApiServer.Reply page = bed.api.get(IMPORTS + "?limit=2");
        assertThat(page.data().valueStream().map(job -> job.path("import_id").asString()))
                .containsExactly(third, second);
        assertThat(bed.api
                        .get(IMPORTS + "?limit=2&cursor="
                                + page.body().path("next_cursor").asString())
                        .data()
                        .valueStream()
                        .map(job -> job.path("import_id").asString()))
                .containsExactly(first);
    }

    @Test
    void aRunningImportIsCancelledBetweenTwoRowsAndKeepsWhatIsStored() {
        bed.clock.hurry();
        String id = id(bed.upload("", many()));
        JsonNode running = bed.workUntilRowsAreStored(id);
        assertThat(status(running)).isEqualTo("running");
        assertThat(count(running, "bytes_read")).isBetween(1L, count(running, "bytes_total"));

        assertThat(bed.api
                        .post(IMPORTS + "/" + id + "/cancel")
                        .data()
                        .path("cancel_requested")
                        .asBoolean())
                .isTrue();
        JsonNode cancelled = bed.workUntil(id, "cancelled");

        assertThat(count(cancelled, "imported")).isBetween(1L, (long) MANY - 1);
        assertThat(bed.api.store().leads().count()).isEqualTo(count(cancelled, "imported"));
        assertThat(count(cancelled, "bytes_read")).isLessThan(count(cancelled, "bytes_total"));
        assertThat(bed.api.post(IMPORTS + "/" + id + "/cancel").status())
                .as("cancelling again is harmless")
                .isEqualTo(200);
        assertThat(bed.api.importFolder().resolve(id + ".csv")).doesNotExist();
    }

    @Test
    void aWaitingImportIsCancelledAtOnceAndAFinishedOneNotAtAll() {
        String waiting = id(bed.upload("", "id\nnever\n"));

        assertThat(status(bed.api.post(IMPORTS + "/" + waiting + "/cancel").data()))
                .isEqualTo("cancelled");
        String done = id(bed.upload("", "id\ndone\n"));
        bed.workUntil(done, "completed");

        assertThat(bed.api.post(IMPORTS + "/" + done + "/cancel").status()).isEqualTo(409);
        assertThat(bed.api.get("/api/v1/leads/never").status()).isEqualTo(404);
    }

    @Test
    void anImportThatAStopInterruptedIsStartedAgainAndItsTotalsAreRight() {
        bed.clock.hurry();
        String id = id(bed.upload("", many()));
        bed.workUntilRowsAreStored(id);

        bed.worker.close();
        JsonNode stopped = bed.get(id);
        assertThat(status(stopped)).isEqualTo("queued");
        assertThat(count(stopped, "imported")).isEqualTo(bed.api.store().leads().count());

        ImportWorker next = bed.worker(bed.clock);
        JsonNode done = bed.work(next, id, job -> status(job).equals("completed"));

        assertThat(count(done, "rows")).isEqualTo(MANY);
        assertThat(count(done, "unchanged")).isEqualTo(count(stopped, "imported"));
        assertThat(count(done, "imported")).isEqualTo(MANY - count(stopped, "imported"));
        assertThat(count(done, "attempts")).isEqualTo(1);
        assertThat(bed.api.store().leads().count()).isEqualTo(MANY);
    }

    /** The process is still there, but was silent for so long that another one with the same folder has taken its import. */
    @Test
    void anImportHasOneOwnerAtATime() {
        bed.clock.hurry();
        String id = id(bed.upload("", many()));
        bed.workUntilRowsAreStored(id);

        try (ImportWorker other = bed.worker(InstantSource.offset(bed.clock, Duration.ofMinutes(1)))) {
            bed.work(other, id, job -> count(job, "attempts") == 2);
            bed.worker.get();
            JsonNode done = bed.work(other, id, job -> status(job).equals("completed"));

            assertThat(count(done, "rows")).isEqualTo(MANY);
            assertThat(bed.api.store().leads().count()).isEqualTo(MANY);
        }
    }

    @Test
    void anImportWhoseServerDoesNotComeBackFailsAfterAWhile() throws IOException {
        String id = id(bed.upload("", "id\n1\n"));
        Path elsewhere = Files.createTempDirectory("elsewhere");

        bed.worker(Clock.systemUTC(), elsewhere).get();
        assertThat(status(bed.get(id)))
                .as("another server cannot read the file")
                .isEqualTo("queued");
        bed.worker(InstantSource.offset(Clock.systemUTC(), Duration.ofMinutes(11)), elsewhere)
                .get();

        JsonNode failed = bed.get(id);
        assertThat(status(failed)).isEqualTo("failed");
        assertThat(failed.path("fatal").path("message").asString()).contains("start the import again on another one");
    }
}
