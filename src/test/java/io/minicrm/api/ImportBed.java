package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.minicrm.importing.ImportFolder;
import io.minicrm.importing.ImportObserver;
import io.minicrm.importing.ImportStatus;
import io.minicrm.importing.ImportWorker;
import io.minicrm.importing.LeadsCsv;
import io.minicrm.lead.AttributeTypes;
import io.minicrm.lead.CsvImport;
import io.minicrm.lead.ImportTotals;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Imports as jobs through HTTP. The worker does its rounds when the test calls it. */
final class ImportBed implements AutoCloseable {

    static final String IMPORTS = "/api/v1/imports";
    static final String CSV = "text/csv";

    /** Takes many times as long to import as a worker with a hurried clock takes to see that the import is cancelled. */
    static final int MANY = 550_000;

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    final ApiServer api = new ApiServer(null);
    final Recorded recorded = new Recorded();
    final RoundClock clock = new RoundClock();
    final ImportWorker worker = worker(clock);

    ImportBed() {
        worker.get();
    }

    /** The time of the system, until it hurries: then it is a second later at each question, so that each round reports. */
    static final class RoundClock implements InstantSource {

        private final AtomicLong secondsAhead = new AtomicLong();
        private volatile boolean hurries;

        void hurry() {
            hurries = true;
        }

        @Override
        public Instant instant() {
            return Instant.now().plusSeconds(hurries ? secondsAhead.incrementAndGet() : secondsAhead.get());
        }
    }

    /** What the observer has seen. */
    static final class Recorded implements ImportObserver {

        final List<String> events = new ArrayList<>();
        long rows;

        @Override
        public void started() {
            events.add("started");
        }

        @Override
        public void counted(ImportTotals counted) {
            rows += counted.rows();
        }

        @Override
        public void ended(ImportStatus status) {
            events.add(status.code());
        }
    }

    ImportWorker worker(InstantSource clock) {
        return worker(clock, api.importFolder());
    }

    ImportWorker worker(InstantSource clock, Path folder) {
        var store = api.store();
        return new ImportWorker(
                new ImportWorker.Parts(
                        store.imports(),
                        new ImportFolder(folder),
                        api.allowedSources(),
                        new CsvImport(store.leads(), new AttributeTypes(store.attributes(), store.leads()), clock),
                        store::isUnavailable),
                recorded,
                clock);
    }

    ApiServer.Reply upload(String parameters, String csv) {
        return api.post(IMPORTS + parameters, CSV, csv);
    }

    static String id(ApiServer.Reply accepted) {
        assertThat(accepted.status()).as(accepted.body()::toString).isEqualTo(202);
        String id = accepted.data().path("import_id").asString();
        assertThat(accepted.headers().firstValue("Location")).contains(IMPORTS + "/" + id);
        return id;
    }

    JsonNode get(String id) {
        JsonNode job = api.get(IMPORTS + "/" + id).data();
        assertThat(count(job, "rows"))
                .as(job::toString)
                .isEqualTo(count(job, "imported")
                        + count(job, "updated")
                        + count(job, "unchanged")
                        + count(job, "rejected")
                        + count(job, "unread"));
        return job;
    }

    static long count(JsonNode job, String name) {
        return job.path(name).asLong(-1);
    }

    static String status(JsonNode job) {
        return job.path("status").asString();
    }

    /** Lets a worker do its rounds until the job is as wanted. */
    JsonNode work(ImportWorker worker, String id, Predicate<JsonNode> wanted) {
        return await(id)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> {
                            worker.get();
                            return get(id);
                        },
                        wanted);
    }

    JsonNode workUntil(String id, String status) {
        return work(worker, id, job -> status(job).equals(status));
    }

    JsonNode workUntilRowsAreStored(String id) {
        return work(worker, id, job -> count(job, "imported") > 0);
    }

    static String many() {
        return LeadsCsv.of(MANY);
    }

    @Override
    public void close() {
        worker.close();
        api.close();
    }
}
