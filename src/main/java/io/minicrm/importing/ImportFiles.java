package io.minicrm.importing;

import io.minicrm.importing.ImportFolder.Received;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** Finds the files of jobs. */
final class ImportFiles {

    private final ImportFolder folder;
    private final AllowedSources allowed;

    ImportFiles(ImportFolder folder, AllowedSources allowed) {
        this.folder = folder;
        this.allowed = allowed;
    }

    /**
     * The file of a job. One that has to be downloaded is, unless an earlier attempt has done so.
     *
     * @param stops asked during a download, whether it should end
     * @throws InvalidImportOrderException if the file may not be read any more, or cannot be downloaded
     * @throws Download.StoppedException if the download was stopped
     */
    Path of(ImportJob job, BooleanSupplier stops) throws Download.StoppedException {
        return switch (job.source().kind()) {
            case UPLOAD -> folder.file(job.id());
            // Checked again, because a link may have taken the place of the file.
            case PATH ->
                allowed.paths().resolve(Objects.requireNonNull(job.source().path()));
            case URL -> downloaded(job, stops);
        };
    }

    private Path downloaded(ImportJob job, BooleanSupplier stops) throws Download.StoppedException {
        Path file = folder.file(job.id());
        if (!Files.exists(file)) {
            ImportUrls urls = allowed.urls();
            Received received = new Download(folder, urls.maxBytes())
                    .get(urls.resolve(Objects.requireNonNull(job.source().path())), stops);
            folder.keep(received, job.id());
        }
        return file;
    }
}
