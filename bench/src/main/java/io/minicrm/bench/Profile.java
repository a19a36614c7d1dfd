package io.minicrm.bench;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Profiles a server under test: Flight Recorder in its JVM, statement statistics in its PostgreSQL. */
final class Profile {

    private static final int STATEMENTS = 25;
    private static final int SHOWN_CHARACTERS = 160;

    private Profile() {}

    /** Adds the JVM options that make each server write a recording of its own to the folder. */
    static void prepare(Path folder, Map<String, String> environment) {
        String recording =
                "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + folder.resolve("server-%p.jfr");
        environment.merge(
                "MINI_CRM_JAVA_OPTS",
                recording + " -XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints",
                (given, ours) -> given + " " + ours);
    }

    /**
     * Enables statement statistics. PostgreSQL loads their library only at its start, so true means that it has to be
     * restarted.
     */
    static boolean needsRestart(Database database) throws SQLException {
        String libraries = String.valueOf(
                database.rows("SHOW shared_preload_libraries").getFirst().values());
        if (libraries.contains("pg_stat_statements")) {
            database.run("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
            return false;
        }
        database.run("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
        return true;
    }

    /** The statements that have used the most time so far. */
    static List<Map<String, Object>> statements(Database database) throws SQLException {
        database.run("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
        return database.rows("""
            SELECT round(total_exec_time)::bigint AS total_ms, calls,
                round(mean_exec_time::numeric, 2)::text AS mean_ms,
                   rows, shared_blks_hit, shared_blks_read, wal_bytes::bigint AS wal_bytes,
                   left(regexp_replace(query, '\\s+', ' ', 'g'), %d) AS query
            FROM pg_stat_statements ORDER BY total_exec_time DESC LIMIT %d
            """.formatted(SHOWN_CHARACTERS, STATEMENTS));
    }
}
