package io.minicrm.cli;

import io.minicrm.app.Settings;
import io.minicrm.app.StoreSession;
import io.minicrm.archive.Archive;
import io.minicrm.archive.ArchiveConflictException;
import io.minicrm.archive.Counts;
import io.minicrm.archive.Entry.Kind;
import io.minicrm.archive.InvalidArchiveException;
import io.minicrm.archive.Reconciliation;
import io.minicrm.archive.RefusedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import tools.jackson.databind.node.ObjectNode;

/** What export and import have in common: the store, who else is at work on it, and what is told in the end. */
final class Moving {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private Moving() {}

    /** The work of one of the commands on a store. */
    @FunctionalInterface
    interface Work {
        Reconciliation on(StoreSession store, LongConsumer progress) throws IOException;
    }

    /**
     * Opens the store, does the work and tells what came of it.
     *
     * @param force whether servers that are at work are put up with
     * @param verb what is being done, for the lines that tell how far it is
     * @return the exit code
     */
    static int run(Path file, boolean force, boolean json, String verb, PrintWriter out, PrintWriter err, Work work) {
        try (StoreSession store = StoreSession.open(Settings.from(System.getenv()))) {
            if (!force && !store.isExclusive()) {
                refuseWhileOthersWork(store);
            }
            Instant begun = Instant.now();
            Reconciliation result = work.on(store, progress(verb, err));
            tell(file, store.name(), result, Duration.between(begun, Instant.now()), json, out);
            return result.isConsistent() ? ExitCode.DONE : ExitCode.INCONSISTENT;
        } catch (RefusedException | ArchiveConflictException refused) {
            throw new CommandFailedException(ExitCode.WRONG_USE, String.valueOf(refused.getMessage()), refused);
        } catch (InvalidArchiveException invalid) {
            throw new CommandFailedException(
                    ExitCode.WRONG_USE, "%s, %s".formatted(file, invalid.getMessage()), invalid);
        } catch (NoSuchFileException missing) {
            throw new CommandFailedException(
                    ExitCode.WRONG_USE,
                    "%s is not there; give the path of a file".formatted(missing.getFile()),
                    missing);
        } catch (IOException failure) {
            throw new CommandFailedException(
                    ExitCode.FAILED, "%s: %s; mend that and run the same again".formatted(file, failure), failure);
        }
    }

    /** A server that has nothing to publish holds no lease and is not seen; then nothing moves either. */
    private static void refuseWhileOthersWork(StoreSession store) {
        Set<String> owners = new TreeSet<>(store.archive().owners(Instant.now()));
        owners.remove(Archive.HOLDER);
        if (!owners.isEmpty()) {
            throw new CommandFailedException(
                    ExitCode.WRONG_USE,
                    "A server is at work on %s (%s); pause its campaigns, stop the servers and wait 10 seconds, or go on all the same with --force"
                            .formatted(store.name(), String.join(", ", owners)));
        }
    }

    private static LongConsumer progress(String verb, PrintWriter err) {
        return new LongConsumer() {
            private Instant next = Instant.now().plus(BETWEEN_LINES);

            @Override
            public void accept(long entries) {
                if (Instant.now().isAfter(next)) {
                    err.printf(Locale.ROOT, "%,d %s …%n", entries, verb);
                    next = Instant.now().plus(BETWEEN_LINES);
                }
            }
        };
    }

    private static void tell(
            Path file, String store, Reconciliation result, Duration time, boolean json, PrintWriter out) {
        if (json) {
            ObjectNode answer = Json.object()
                    .put("file", file.toString())
                    .put("store", store)
                    .put("seconds", time.toMillis() / 1_000.0)
                    .put("consistent", result.isConsistent());
            putAll(answer.putObject("in_file"), result.file());
            putAll(answer.putObject("in_store"), result.store());
            out.println(answer);
            return;
        }
        Table table = new Table("collection", "file", "store", "");
        for (Kind kind : Kind.values()) {
            table.row(
                    kind.code(), result.file().of(kind), result.store().of(kind), result.isConsistent(kind) ? "" : "≠");
        }
        table.print(out);
        long entries = result.file().total();
        out.printf(
                Locale.ROOT,
                "%,d entries in %.1f s; %s%n",
                entries,
                time.toMillis() / 1_000.0,
                result.isConsistent()
                        ? "file and " + store + " agree"
                        : "file and " + store + " do not agree: the store was at work meanwhile");
    }

    private static void putAll(ObjectNode json, Counts counts) {
        for (Kind kind : Kind.values()) {
            json.put(kind.code(), counts.of(kind));
        }
    }
}
