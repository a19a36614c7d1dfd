package io.minicrm.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code postmaster.pid}, in which a running PostgreSQL says who it is and whether it is ready. */
record PostmasterFile(Path data) {

    private static final int STATUS_LINE = 7;

    Path path() {
        return data.resolve("postmaster.pid");
    }

    boolean exists() {
        return Files.exists(path());
    }

    /** Whether the PostgreSQL with this process id takes connections. */
    boolean saysReady(long pid) throws IOException {
        List<String> lines = lines();
        return lines.size() > STATUS_LINE
                && lines.getFirst().strip().equals(Long.toString(pid))
                && lines.get(STATUS_LINE).strip().equals("ready");
    }

    /**
     * The PostgreSQL that a killed mini-crm left behind on this data folder and that still runs. Process ids are used again, so one
     * that only has the number and is no PostgreSQL on this folder is not it.
     */
    Optional<ProcessHandle> leftOver() throws IOException {
        Optional<ProcessHandle> process = recorded();
        return process.isPresent() && isPostgresHere(process.get()) ? process : Optional.empty();
    }

    /**
     * Where another program has got the recorded process id by now, PostgreSQL would refuse to start for ever. The file must not be
     * deleted, since from it PostgreSQL learns whether children of the dead server still use the memory; so it gets our own number,
     * which PostgreSQL knows for its parent's and passes over.
     */
    void disownRecycledPid() throws IOException {
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
        // Latin 1 on both sides: any bytes are a text in it.
        String here = new String(data.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return words.getFirst().endsWith("postgres") && words.contains(here);
    }

    private List<String> lines() throws IOException {
        return exists() ? Files.readAllLines(path(), StandardCharsets.ISO_8859_1) : List.of();
    }
}
