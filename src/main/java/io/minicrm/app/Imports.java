package io.minicrm.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.minicrm.app.Worker.Description;
import io.minicrm.importing.AllowedSources;
import io.minicrm.importing.ImportFolder;
import io.minicrm.importing.ImportLauncher;
import io.minicrm.importing.ImportPaths;
import io.minicrm.importing.ImportUrls;
import io.minicrm.importing.ImportWorker;
import io.minicrm.lead.AttributeTypes;
import io.minicrm.lead.CsvImport;
import io.minicrm.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * The imports of this process: what accepts them, and the worker that runs them. Processes that serve the API do both.
 */
final class Imports {

    /** A round writes a few rows; one that has to wait for a time limit of the store takes up to a minute. */
    private static final Duration ROUND_LIMIT = Duration.ofSeconds(75);

    private final Store store;
    private final ImportFolder folder;
    private final AllowedSources allowed;
    private final Clock clock;

    /** @param dataFolder where files wait that are sent, in a folder of their own */
    Imports(Store store, ImportSettings settings, Path dataFolder, Clock clock) {
        this.store = store;
        this.folder = new ImportFolder(dataFolder.resolve("imports"));
        this.allowed = new AllowedSources(
                new ImportPaths(settings.paths()), new ImportUrls(settings.urls(), settings.maxBytes()));
        this.clock = clock;
    }

    ImportLauncher launcher() {
        return new ImportLauncher(store.imports(), folder, allowed, clock);
    }

    Description worker(MeterRegistry meters) {
        return new Description(ProcessRole.API, "import-worker", name -> start(name, meters));
    }

    private Worker start(String name, MeterRegistry meters) {
        var types = new AttributeTypes(store.attributes(), store.leads());
        var worker = new ImportWorker(
                new ImportWorker.Parts(
                        store.imports(),
                        folder,
                        allowed,
                        new CsvImport(store.leads(), types, clock),
                        store::isUnavailable),
                new ImportMetrics(meters),
                clock);
        var pulse = new Pulse(System::nanoTime);
        var task = new PeriodicTask(name, worker, pulse).start();
        return new Worker(
                name,
                () -> {
                    task.close();
                    worker.close();
                },
                task::isAlive,
                pulse,
                ROUND_LIMIT);
    }
}
