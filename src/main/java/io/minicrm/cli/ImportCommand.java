package io.minicrm.cli;

import io.minicrm.archive.Import;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fills the store from a file. */
@Command(
        name = "import",
        description = {
            "Fill the store from a file that export has written. Nothing is written before all of the file is checked.",
            "The store is that of DATABASE_URL, or the embedded one in MINI_CRM_DATA. An import that broke off goes on where FILE.progress says."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: DATABASE_URL=postgresql://crm:secret@db.example.com/crm mini-crm import crm.ndjson"})
final class ImportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Option(
            names = "--force",
            description = "Import beside other campaigns that the store has, and go on though servers are at work.")
    private boolean force;

    @Option(names = "--json", description = "Tell the counts as one line of JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        return Moving.run(
                file,
                force,
                json,
                "lines imported",
                spec.commandLine().getOut(),
                spec.commandLine().getErr(),
                (store, progress) -> new Import(store.archive(), store.tallies(), store.name(), progress)
                        .run(file, force, Instant.now()));
    }
}
