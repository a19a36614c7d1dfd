package io.minicrm.embedded;

import io.minicrm.embedded.Folders.Owner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The words in front of each of PostgreSQL's programs, and who must own its files. They serve three ends:
 *
 * <ul>
 *   <li>PostgreSQL refuses to run as root. {@code unshare -U} makes it nobody in a user namespace of its own while its files stay
 *       root's own, so it works in every folder; where containers forbid that, {@code setpriv} makes it another user.
 *   <li>When our process dies, {@code --pdeathsig INT} has the kernel ask PostgreSQL for a fast, orderly stop.
 *   <li>{@code setsid} keeps the terminal's Ctrl-C away from it: we stop it last, when nobody needs it any more.
 * </ul>
 *
 * @param prefix the words; may be none
 * @param owner who must own the data
 */
record PostgresLaunch(List<String> prefix, Owner owner) {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Ways that may work for this user and this data folder, the best first. */
    static List<PostgresLaunch> candidates(Path data) throws IOException {
        Owner self = Owner.ofThisProcess();
        Owner dataOwner = Files.exists(data) ? Owner.of(data) : self;
        if (self.uid() != 0) {
            if (dataOwner.uid() != self.uid()) {
                throw new EmbeddedStartException("The data folder " + data + " belongs to user " + dataOwner.uid()
                        + ", and this is user " + self.uid()
                        + ". Start mini-crm as its owner, or set MINI_CRM_DATA to another folder.");
            }
            return asSelf(self);
        }
        if (dataOwner.uid() != 0) {
            return List.of(asUser(dataOwner));
        }
        return List.of(inNamespace(Owner.ROOT), asUser(Owner.NOBODY));
    }

    private static List<PostgresLaunch> asSelf(Owner self) throws IOException {
        List<PostgresLaunch> ways = new ArrayList<>();
        if (!Owner.ofThisProcessHasName()) {
            // A user number without a name, as containers give it: initdb refuses that too, and in a namespace it is
            // nobody.
            ways.add(inNamespace(self));
        }
        ways.add(new PostgresLaunch(List.of("setsid", "setpriv", "--pdeathsig", "INT"), self));
        ways.add(new PostgresLaunch(List.of("setsid"), self));
        ways.add(new PostgresLaunch(List.of(), self));
        return ways;
    }

    private static PostgresLaunch inNamespace(Owner self) {
        return new PostgresLaunch(List.of("setsid", "unshare", "-U", "setpriv", "--pdeathsig", "INT"), self);
    }

    private static PostgresLaunch asUser(Owner owner) {
        return new PostgresLaunch(
                List.of(
                        "setsid",
                        "setpriv",
                        "--reuid=" + owner.uid(),
                        "--regid=" + owner.gid(),
                        "--clear-groups",
                        "--pdeathsig",
                        "INT"),
                owner);
    }

    /**
     * The first that runs PostgreSQL's program.
     *
     * @throws EmbeddedStartException when none does
     */
    static PostgresLaunch firstThatWorks(List<PostgresLaunch> candidates, PostgresBinaries binaries) {
        List<String> failures = new ArrayList<>();
        for (PostgresLaunch candidate : candidates) {
            try {
                candidate.run(binaries.postgres(), "--version");
                return candidate;
            } catch (IOException e) {
                failures.add(e.getMessage());
            }
        }
        throw new EmbeddedStartException(
                "PostgreSQL cannot be run from " + binaries.root() + ": "
                        + String.join("; ", failures)
                        + ". Start mini-crm as a normal user, set MINI_CRM_DATA to a folder that every user can enter, or set DATABASE_URL.");
    }

    /** A program to be started with these arguments. */
    ProcessBuilder builder(Path program, String... arguments) {
        List<String> command = Stream.of(prefix.stream(), Stream.of(program.toString()), Stream.of(arguments))
                .flatMap(words -> words)
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command);
        // PGDATA, PGPORT and the like of the user's shell are meant for another server.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /**
     * Runs a program to its end.
     *
     * @return what it printed
     * @throws IOException when it cannot be started, does not end, or fails; the message is one line and holds what it printed
     */
    String run(Path program, String... arguments) throws IOException {
        Process process = builder(program, arguments).redirectErrorStream(true).start();
        process.getOutputStream().close();
        CompletableFuture<Process> _ = process.onExit()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .whenComplete((ended, late) -> {
                    if (late != null) {
                        // Through the handle: process.destroyForcibly() would close the stream that is being read
                        // below.
                        process.toHandle().destroyForcibly();
                    }
                });
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.onExit().join().exitValue();
        if (status != 0) {
            throw new IOException(String.join(" ", prefix) + " " + program.getFileName() + " ended with status "
                    + status + ": " + output.strip().replaceAll("\\s*\\R\\s*", " / "));
        }
        return output;
    }

    /** Gives the data to the user that PostgreSQL will run as, where they are another's. */
    void own(Path tree) throws IOException {
        if (Owner.of(tree).uid() != owner.uid()) {
            Folders.give(tree, owner);
        }
    }
}
