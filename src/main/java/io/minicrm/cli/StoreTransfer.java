package io.minicrm.cli;

import io.minicrm.app.Settings;
import io.minicrm.app.StoreSession;
import io.minicrm.archive.Archive;
import io.minicrm.archive.ArchiveConflictException;
import io.minicrm.archive.EntryCounts;
import io.minicrm.archive.InvalidArchiveException;
import io.minicrm.archive.Reconciliation;
import io.minicrm.archive.TransferRefusedException;
import io.minicrm.console.CommandFailedException;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Json;
import io.minicrm.console.Output;
import io.minicrm.console.Table;
import io.minicrm.stored.Entry.Kind;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * The common part of export and import: opens the store, refuses if servers run on it, shows progress, and compares
 * file and store at the end.
 *
 * @param file the file to write or read
 * @param force whether to proceed while servers run on the store
 * @param verb what happens to the entries, for the progress lines
 */
record StoreTransfer(Path file, boolean force, String verb, Output out) {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    /** The part that differs between the two commands. */
    @FunctionalInterface
    interface Work {
        Reconciliation on(StoreSession store, LongConsumer progress) throws IOException;
    }

    ExitCode run(Work work) {
        try (StoreSession store = StoreSession.open(Settings.from(System.getenv()))) {
            if (!force && !store.isExclusive()) {
                refuseWhileServersRun(store);
            }
            long start = System.nanoTime();
            Reconciliation result = work.on(store, progress());
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            out.answer(json(store.name(), result, time), () -> text(store.name(), result, time));
            return result.isConsistent() ? ExitCode.OK : ExitCode.INCONSISTENT;
        } catch (TransferRefusedException | ArchiveConflictException refused) {
            throw new CommandFailedException(ExitCode.WRONG_USE, String.valueOf(refused.getMessage()), refused);
        } catch (InvalidArchiveException invalid) {
            throw new CommandFailedException(
                    ExitCode.WRONG_USE, "%s, %s".formatted(file, invalid.getMessage()), invalid);
        } catch (NoSuchFileException missing) {
            throw missing(missing);
        } catch (IOException failure) {
            throw new CommandFailedException(
                    ExitCode.FAILED,
                    "%s: %s; fix the problem and run the same command again".formatted(file, failure),
                    failure);
        }
    }

    private static CommandFailedException missing(NoSuchFileException missing) {
        return new CommandFailedException(
                ExitCode.WRONG_USE, "%s does not exist; give the path of a file".formatted(missing.getFile()), missing);
    }

    /**
     * A server that publishes holds a lease. One that has nothing to publish is not detected, but does not change the
     * store either.
     */
    private static void refuseWhileServersRun(StoreSession store) {
        Set<String> owners = new TreeSet<>(store.archive().leaseOwners(Instant.now()));
        owners.remove(Archive.IMPORT_OWNER);
        if (!owners.isEmpty()) {
            throw new CommandFailedException(
                    ExitCode.WRONG_USE,
                    ("A server is running on %s (%s); pause its campaigns, stop the servers and wait 10 seconds, or"
                                    + " proceed with --force")
                            .formatted(store.name(), String.join(", ", owners)));
        }
    }

    private LongConsumer progress() {
        return new LongConsumer() {
            private long last = System.nanoTime();

            @Override
            public void accept(long entries) {
                if (System.nanoTime() - last > BETWEEN_LINES.toNanos()) {
                    out.note(String.format(Locale.ROOT, "%,d %s …", entries, verb));
                    last = System.nanoTime();
                }
            }
        };
    }

    private ObjectNode json(String store, Reconciliation result, Duration time) {
        ObjectNode answer = Json.object()
                .put("file", file.toString())
                .put("store", store)
                .put("seconds", time.toMillis() / 1_000.0)
                .put("consistent", result.isConsistent());
        putAll(answer.putObject("in_file"), result.file());
        putAll(answer.putObject("in_store"), result.store());
        return answer;
    }

    private static void putAll(ObjectNode json, EntryCounts counts) {
        for (Kind kind : Kind.values()) {
            json.put(kind.code(), counts.of(kind));
        }
    }

    private static String text(String store, Reconciliation result, Duration time) {
        Table table =
                new Table().whole("COLLECTION").number("FILE").number("STORE").whole("");
        for (Kind kind : Kind.values()) {
            table.row(
                    kind.code(), result.file().of(kind), result.store().of(kind), result.isConsistent(kind) ? "" : "≠");
        }
        return table.render()
                + String.format(
                        Locale.ROOT,
                        "%,d entries in %.1f s; file and %s %s%n",
                        result.file().total(),
                        time.toMillis() / 1_000.0,
                        store,
                        result.isConsistent() ? "agree" : "differ: the store changed during the command");
    }
}
