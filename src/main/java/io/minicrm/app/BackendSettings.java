package io.minicrm.app;

import io.minicrm.settings.Environment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which broker and which database this process works on.
 *
 * @param databaseUrl DATABASE_URL; null for the embedded PostgreSQL
 * @param dataFolder MINI_CRM_DATA, where the embedded servers keep their files
 */
public record BackendSettings(
        KafkaConnection kafka, @Nullable String databaseUrl, Path dataFolder) {

    static BackendSettings from(Environment environment) {
        return new BackendSettings(
                KafkaConnection.from(environment),
                environment.text("DATABASE_URL"),
                Path.of(environment.text("MINI_CRM_DATA", "./data"))
                        .toAbsolutePath()
                        .normalize());
    }

    /** True if this process runs a database of its own. */
    public boolean embedsDatabase() {
        return databaseUrl == null;
    }

    /** True if this process keeps files in its data folder. */
    boolean needsDataFolder() {
        return kafka.isEmbedded() || embedsDatabase();
    }
}
