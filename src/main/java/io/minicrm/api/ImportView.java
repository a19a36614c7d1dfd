package io.minicrm.api;

import io.minicrm.importing.ImportFailure;
import io.minicrm.importing.ImportJob;
import io.minicrm.importing.ImportProgress;
import io.minicrm.importing.ImportSource;
import io.minicrm.importing.ImportStatus;
import io.minicrm.lead.ImportResult.FileFormat;
import io.minicrm.lead.ImportTotals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An import as the API shows it. {@code rows = imported + updated + unchanged + rejected + unread} at every moment.
 *
 * @param source where the file comes from
 * @param path the file on the server, or its address; null if it was sent
 * @param parameters the parameters of the request
 * @param attempts how often it was started; more than once if a server stopped while it ran
 * @param bytesRead how much of the file was read
 * @param rows the number of rows with an outcome
 * @param errorsKept how many of the rejected rows GET /imports/{id}/errors lists
 * @param fatal why it ended before the end of the file; null if it did not
 * @param file how the file was understood; null until it is opened
 */
record ImportView(
        String importId,
        ImportStatus status,
        ImportSource.Kind source,
        @Nullable String path,
        Map<String, String> parameters,
        @Nullable String createdBy,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        int attempts,
        boolean cancelRequested,
        long bytesRead,
        long bytesTotal,
        long rows,
        long imported,
        long updated,
        long unchanged,
        long rejected,
        long unread,
        long errorsKept,
        @Nullable ImportFailure fatal,
        @Nullable FileFormat file) {

    static ImportView of(ImportJob job) {
        ImportJob.State state = job.state();
        ImportProgress progress = state.progress();
        ImportTotals totals = progress.totals();
        return new ImportView(
                job.id(),
                state.status(),
                job.source().kind(),
                job.source().path(),
                job.sortedParameters(),
                job.origin().createdBy(),
                job.origin().createdAt(),
                state.startedAt(),
                state.finishedAt(),
                state.attempts(),
                state.isCancelRequested(),
                progress.bytesRead(),
                progress.bytesTotal(),
                totals.rows(),
                totals.imported(),
                totals.updated(),
                totals.unchanged(),
                totals.rejected(),
                totals.unread(),
                Math.min(totals.rejected(), ImportJob.MAX_ERRORS),
                state.failure(),
                progress.file());
    }

    static List<ImportView> all(List<ImportJob> jobs) {
        return jobs.stream().map(ImportView::of).toList();
    }
}
