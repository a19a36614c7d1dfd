package io.minicrm.cli;

import io.minicrm.console.ApiClient;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import java.time.Duration;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Follows an import until it has ended, and judges its totals. */
final class FollowedImport {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Set<String> UNFINISHED = Set.of("queued", "running");
    private static final double PERCENT = 100;

    private FollowedImport() {}

    /** The import as it ended; while it runs, its progress is printed on standard error. */
    static JsonNode follow(ApiClient api, String id, Output out) {
        String path = "/imports/" + ApiClient.escaped(id);
        JsonNode job = api.get(path).path("data");
        while (UNFINISHED.contains(job.path("status").asString())) {
            if (!out.isJson()) {
                out.note("%s, %d %% read, %s"
                        .formatted(
                                job.path("status").asString(),
                                percent(job),
                                LeadsImportCommand.totals(job).strip()));
            }
            Pause.of(INTERVAL);
            job = api.get(path).path("data");
        }
        return job;
    }

    /** How much of the file was read. */
    static long percent(JsonNode job) {
        long total = job.path("bytes_total").asLong(0);
        return total == 0
                ? 0
                : Math.min(100, Math.round(PERCENT * job.path("bytes_read").asLong(0) / total));
    }

    /** Why it ended before the end of its file. */
    static String fatal(JsonNode job) {
        JsonNode fatal = job.path("fatal");
        String line = fatal.hasNonNull("line") ? "line " + fatal.path("line").asLong() + ": " : "";
        return line + fatal.path("field").asString("") + " "
                + fatal.path("message").asString("");
    }

    /** A failed import has failed; one with rows that were rejected or not read does not add up with its file. */
    static ExitCode verdict(JsonNode job) {
        if ("failed".equals(job.path("status").asString())) {
            return ExitCode.FAILED;
        }
        return job.path("rejected").asLong(0) + job.path("unread").asLong(0) == 0 ? ExitCode.OK : ExitCode.INCONSISTENT;
    }
}
