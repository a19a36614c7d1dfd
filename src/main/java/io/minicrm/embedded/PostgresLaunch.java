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
 * How PostgreSQL's programs are run: a prefix of their command line, and the owner that their files must have. The
 * prefix has three purposes:
 *
 * <ul>
 *   <li>PostgreSQL refuses to run as root. {@code unshare -U} runs it as nobody in a user namespace, while its files
 *       still belong to root, so it works in every folder. If a container forbids that, {@code setpriv} runs it as
 *       another user.
 *   <li>{@code --pdeathsig INT} makes the kernel ask PostgreSQL for a fast, clean shutdown when this process dies.
 *   <li>{@code setsid} keeps the terminal's Ctrl-C away from PostgreSQL, which this process stops last.
 * </ul>
 *
 * @param prefix may be empty
 * @param owner must own the data
 */
record PostgresLaunch(List<String> prefix, Owner owner) {

    private static final Duration TIME_LIMIT = Duration.ofMinutes(2);

    /** The launches that may work for this user and this data folder, the best first. */
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
        List<PostgresLaunch> launches = new ArrayList<>();
        if (!Owner.ofThisProcessHasName()) {
            // Containers often run as a user number without a name. initdb refuses that too; in a namespace the user is
            // nobody.
            launches.add(inNamespace(self));
        }
        launches.add(new PostgresLaunch(List.of("setsid", "setpriv", "--pdeathsig", "INT"), self));
        launches.add(new PostgresLaunch(List.of("setsid"), self));
        launches.add(new PostgresLaunch(List.of(), self));
        return launches;
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
     * Returns the first launch that can run PostgreSQL.
     *
     * @throws EmbeddedStartException if none can
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
        throw new EmbeddedStartException("PostgreSQL cannot be run from " + binaries.root() + ": "
                + String.join("; ", failures)
                + ". Start mini-crm as a normal user, set MINI_CRM_DATA to a folder that every user can access,"
                + " or set DATABASE_URL.");
    }

    /** Prepares a program with these arguments. */
    ProcessBuilder builder(Path program, String... arguments) {
        List<String> command = Stream.of(prefix.stream(), Stream.of(program.toString()), Stream.of(arguments))
                .flatMap(words -> words)
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command);
        // Variables such as PGDATA and PGPORT in the user's shell are meant for another server.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /**
     * Runs a program and waits for its end.
     *
     * @return its output
     * @throws IOException if it cannot be started, does not end in time, or fails; the message is one line that
     *     contains the output
     */
    String run(Path program, String... arguments) throws IOException {
        Process process = builder(program, arguments).redirectErrorStream(true).start();
        process.getOutputStream().close();
        CompletableFuture<Process> _ = process.onExit()
                .orTimeout(TIME_LIMIT.toSeconds(), TimeUnit.SECONDS)
                .whenComplete((ended, late) -> {
                    if (late != null) {
                        // Through the handle, because process.destroyForcibly() would close the stream that is read
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

    /** Makes the data belong to the user that PostgreSQL will run as. */
    void takeOwnership(Path tree) throws IOException {
        if (Owner.of(tree).uid() != owner.uid()) {
            Folders.changeOwner(tree, owner);
        }
    }
}
