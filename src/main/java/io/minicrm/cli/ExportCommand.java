package io.minicrm.cli;

import io.minicrm.archive.Archive;
import io.minicrm.archive.Export;
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
            "Write the whole content of the store to a file, which mini-crm import reads into another store.",
            "Stop the servers first. The store is the database of DATABASE_URL, or the embedded one in MINI_CRM_DATA.",
            "An interrupted export resumes when the same command is run again.",
            "Exit code 4 if file and store do not agree."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: DATABASE_URL=mongodb://db/crm mini-crm export crm.ndjson"})
final class ExportCommand implements Callable<ExitCode> {

    @Parameters(
            paramLabel = "FILE",
            description = "File to write. It contains personal data of all leads, so keep it safe.")
    private Path file = Path.of("");

    @Option(names = "--force", description = "Overwrite an existing file, and export although servers are running.")
    private boolean force;

    @Mixin
    private Output out = new Output();

    @Override
    public ExitCode call() {
        StoreTransfer transfer = new StoreTransfer(file, force, "entries exported", out);
        return transfer.run((store, progress) -> {
            Instant now = Instant.now();
            if (store.archive().owners(now).contains(Archive.HOLDER)) {
                throw new CommandFailedException(
                        ExitCode.WRONG_USE,
                        "An import into %s is not finished; run it again until it ends, or drop the database"
                                .formatted(store.name()));
            }
            return new Export(store.archive(), progress).run(file, force, now);
        });
    }
}
