package io.minicrm.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code postmaster.pid}, in which a running PostgreSQL records its process id and whether it is ready. */
record PostmasterFile(Path data) {

    private static final int STATUS_LINE = 7;

    Path path() {
        return data.resolve("postmaster.pid");
    }

    boolean exists() {
        return Files.exists(path());
    }

    /** Whether the PostgreSQL with this process id accepts connections. */
    boolean saysReady(long pid) throws IOException {
        List<String> lines = lines();
        return lines.size() > STATUS_LINE
                && lines.getFirst().strip().equals(Long.toString(pid))
                && lines.get(STATUS_LINE).strip().equals("ready");
    }

    /**
     * The PostgreSQL that a killed mini-crm left running on this data folder. The operating system reuses process ids,
     * so a process with the recorded id counts only if it is a PostgreSQL on this folder.
     */
    Optional<ProcessHandle> leftOver() throws IOException {
        Optional<ProcessHandle> process = recorded();
        return process.isPresent() && isPostgresHere(process.get()) ? process : Optional.empty();
    }

    /**
     * Replaces the recorded process id if another program has it now, because PostgreSQL would refuse to start as long
     * as that program runs. The file must not be deleted: from it PostgreSQL learns whether children of the dead server
     * still use the shared memory. So it gets the id of this process, which PostgreSQL recognizes as its parent and
     * ignores.
     */
    void replaceReusedPid() throws IOException {
        if (recorded().isPresent() && leftOver().isEmpty()) {
            String self = Long.toString(ProcessHandle.current().pid());
            Files.writeString(
                    path(),
                    Stream.concat(Stream.of(self), lines().stream().skip(1))
                            .collect(Collectors.joining("\n", "", "\n")));
        }
    }

    private Optional<ProcessHandle> recorded() throws IOException {
        List<String> lines = lines();
        if (lines.isEmpty() || !lines.getFirst().strip().matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).filter(ProcessHandle::isAlive);
    }

    private boolean isPostgresHere(ProcessHandle process) throws IOException {
        Path commandLine = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        if (!Files.isReadable(commandLine)) {
            return false;
        }
        List<String> words = List.of(
                Files.readString(commandLine, StandardCharsets.ISO_8859_1).split("\0"));
        // Latin 1 on both sides, because every sequence of bytes is valid in it.
        String here = new String(data.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return words.getFirst().endsWith("postgres") && words.contains(here);
    }

    /** None if there is no file: a starting PostgreSQL deletes that of a killed one before it writes its own. */
    private List<String> lines() throws IOException {
        try {
            return Files.readAllLines(path(), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException absent) {
            return List.of();
        }
    }
}
