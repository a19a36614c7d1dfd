package io.minicrm.cli;

import io.minicrm.archive.Import;
import io.minicrm.archive.Import.ExistingCampaigns;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fills the store from an exported file. */
@Command(
        name = "import",
        description = {
            "Fill the store from a file written by mini-crm export.",
            "The whole file is checked before anything is stored.",
            "Stop the servers first. The store is the database of DATABASE_URL, or the embedded one in MINI_CRM_DATA.",
            "An interrupted import resumes when the same command is run again; FILE.progress keeps its position.",
            "Exit code 4 if the counts of file and store differ."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: DATABASE_URL=postgresql://db/crm mini-crm import crm.ndjson"})
final class ImportCommand implements Callable<ExitCode> {

    @Parameters(paramLabel = "FILE", description = "File to read.")
    private Path file = Path.of("");

    @Option(
            names = "--force",
            description = "Import into a store that has campaigns, and even while servers are running.")
    private boolean force;

    @Mixin
    private Output out = new Output();

    @Override
    public ExitCode call() {
        StoreTransfer transfer = new StoreTransfer(file, force, "lines imported", out);
        return transfer.run((store, progress) -> new Import(store.archive(), store.tallies(), store.name(), progress)
                .run(file, force ? ExistingCampaigns.KEEP : ExistingCampaigns.REFUSE, Instant.now()));
    }
}
