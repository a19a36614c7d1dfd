package io.minicrm.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the API says of the process that serves it.
 *
 * @param version the version of the program; null if it was not packaged
 * @param store the kind of database
 * @param embedsDatabase whether the database is a child of this process
 * @param embedsKafka whether the broker runs in this process
 * @param roles what this process does
 * @param workers how each worker of this process is, by name: {@code UP}, or what is wrong
 * @param missingChannels the channels that are not configured, each with the setting that it lacks
 */
public record SystemFacts(
        @Nullable String version,
        StoreKind store,
        boolean embedsDatabase,
        boolean embedsKafka,
        List<String> roles,
        Instant startedAt,
        Supplier<Map<String, String>> workers,
        Map<String, String> missingChannels) {

    /** The kinds of databases. */
    public enum StoreKind {
        POSTGRESQL("PostgreSQL"),
        MONGODB("MongoDB");

        private final String title;

        StoreKind(String title) {
            this.title = title;
        }

        /** Its name for people. */
        public String title() {
            return title;
        }
    }
}
