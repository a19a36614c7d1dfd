package io.minicrm.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The processor time that a server and its PostgreSQL have used. PostgreSQL's time is only known on Linux. On a busy
 * machine, compare this figure: it does not include waiting for other processes.
 *
 * @param server seconds of the server, including its embedded broker
 * @param postgres seconds of PostgreSQL's processes, including those that have ended
 */
record CpuTime(double server, double postgres) {

    private static final double TICKS_PER_SECOND = 100;

    /** The fields of /proc/PID/stat after the name: user and system time, then those of children that have ended. */
    private static final int FIRST_TIME = 11;

    private static final double MICROS = 1e6;

    /** The time used so far. */
    static CpuTime of(ServerProcess server) {
        long postmaster = server.database().postmaster();
        double postgres = seconds(postmaster, 4)
                + ProcessHandle.of(postmaster).stream()
                        .flatMap(ProcessHandle::descendants)
                        .mapToDouble(child -> seconds(child.pid(), 2))
                        .sum();
        double jvm = ProcessHandle.of(server.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .map(Duration::toMillis)
                .orElse(0L);
        return new CpuTime(jvm / 1_000, postgres);
    }

    CpuTime since(CpuTime earlier) {
        return new CpuTime(server - earlier.server, postgres - earlier.postgres);
    }

    double serverMicrosPerLead(long leads) {
        return server * MICROS / leads;
    }

    double postgresMicrosPerLead(long leads) {
        return postgres * MICROS / leads;
    }

    private static double seconds(long pid, int times) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = 0;
            for (int i = FIRST_TIME; i < FIRST_TIME + times; i++) {
                ticks += Long.parseLong(fields[i]);
            }
            return ticks / TICKS_PER_SECOND;
        } catch (IOException gone) {
            return 0;
        }
    }
}
