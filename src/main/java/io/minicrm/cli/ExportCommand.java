package io.minicrm.cli;

import io.minicrm.archive.Archive;
import io.minicrm.archive.Export;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes all that the store holds into a file. */
@Command(
        name = "export",
        description = {
            "Write all that the store holds into a file, from which import fills another store. Stop the servers first.",
            "The store is that of DATABASE_URL, or the embedded one in MINI_CRM_DATA. Run again on a file that is not finished, it goes on."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: DATABASE_URL=mongodb://db.example.com/crm mini-crm export crm.ndjson"})
final class ExportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The file; it holds everything about everybody, so keep it safe.")
    private Path file = Path.of("");

    @Option(names = "--force", description = "Overwrite a file that is there, and go on though servers are at work.")
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
                "entries exported",
                spec.commandLine().getOut(),
                spec.commandLine().getErr(),
                (store, progress) -> {
                    Instant now = Instant.now();
                    if (store.archive().owners(now).contains(Archive.HOLDER)) {
                        throw new CommandFailedException(
                                ExitCode.WRONG_USE,
                                "An import into %s is not finished; run it again to its end, or drop the database"
                                        .formatted(store.name()));
                    }
                    return new Export(store.archive(), progress).run(file, force, now);
                });
    }
}
