package io.minicrm.cli;

import io.minicrm.archive.Archive;
import io.minicrm.archive.Export;
import io.minicrm.archive.Export.ExistingFile;
import io.minicrm.console.CommandFailedException;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the whole content of the store to a file. */
@Command(
        name = "export",
        description = {
            "Write the whole content of the store to a file, for mini-crm import into another store.",
            "Stop the servers first. The store is the database of DATABASE_URL, or the embedded one in MINI_CRM_DATA.",
            "An interrupted export resumes when the same command is run again.",
            "Exit code 4 if the counts of file and store differ."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: DATABASE_URL=mongodb://db/crm mini-crm export crm.ndjson"})
final class ExportCommand implements Callable<ExitCode> {

    @Parameters(
            paramLabel = "FILE",
            description = "File to write. It contains personal data of all leads, so keep it safe.")
    private Path file = Path.of("");

    @Option(names = "--force", description = "Overwrite an existing file, and export even while servers are running.")
    private boolean force;

    @Mixin
    private Output out = new Output();

    @Override
    public ExitCode call() {
        StoreTransfer transfer = new StoreTransfer(file, force, "entries exported", out);
        return transfer.run((store, progress) -> {
            Instant now = Instant.now();
            if (store.archive().leaseOwners(now).contains(Archive.IMPORT_OWNER)) {
                throw new CommandFailedException(
                        ExitCode.WRONG_USE,
                        "An import into %s is not complete; run it again until it completes, or drop the database"
                                .formatted(store.name()));
            }
            return new Export(store.archive(), progress)
                    .run(file, force ? ExistingFile.OVERWRITE : ExistingFile.RESUME, now);
        });
    }
}
