package io.minicrm.app;

import io.minicrm.settings.Environment;
import io.minicrm.settings.InvalidSettingException;
import java.nio.file.Path;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Which broker and which database this process works on.
 *
 * @param databaseUrl DATABASE_URL; null for the embedded PostgreSQL
 * @param dataFolder MINI_CRM_DATA, where the embedded servers keep their files
 * @param timeZone TIME_ZONE, the zone of days and of times without an offset, in leads and rules
 */
public record BackendSettings(
        KafkaConnection kafka, @Nullable String databaseUrl, Path dataFolder, ZoneId timeZone) {

    static BackendSettings from(Environment environment) {
        return new BackendSettings(
                KafkaConnection.from(environment),
                environment.secretText("DATABASE_URL"),
                Path.of(environment.text("MINI_CRM_DATA", "./data"))
                        .toAbsolutePath()
                        .normalize(),
                timeZone(environment.text("TIME_ZONE", "UTC")));
    }

    /**
     * Only names: offsets such as +02:00 have no daylight saving time, and PostgreSQL reads them the other way round.
     */
    private static ZoneId timeZone(String name) {
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw new InvalidSettingException("TIME_ZONE", name, "give the name of a time zone, such as Europe/Berlin");
        }
        return ZoneId.of(name);
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
