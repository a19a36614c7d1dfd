package io.minicrm.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.minicrm.importing.ImportObserver;
import io.minicrm.importing.ImportStatus;
import io.minicrm.lead.ImportTotals;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the imports of this process and their rows. */
final class ImportMetrics implements ImportObserver {

    private final MeterRegistry meters;
    private final AtomicInteger running = new AtomicInteger();

    ImportMetrics(MeterRegistry meters) {
        this.meters = meters;
        Gauge.builder("minicrm.imports.running", running, AtomicInteger::get)
                .description("Imports that are running")
                .register(meters);
    }

    @Override
    public void started() {
        running.incrementAndGet();
    }

    @Override
    public void counted(ImportTotals rows) {
        count("imported", rows.imported());
        count("updated", rows.updated());
        count("unchanged", rows.unchanged());
        count("rejected", rows.rejected());
        count("unread", rows.unread());
    }

    private void count(String outcome, long rows) {
        meters.counter("minicrm.import.rows", "outcome", outcome).increment(rows);
    }

    @Override
    public void ended(ImportStatus status) {
        running.decrementAndGet();
        meters.counter("minicrm.imports", "status", status.code()).increment();
    }
}
