package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.access.RequestLimits;
import io.minicrm.api.ReceiptSecrets;
import io.minicrm.chunk.ChunkPolicy;
import io.minicrm.delivery.ApprovalRule;
import io.minicrm.delivery.RepublishPause;
import io.minicrm.delivery.RetryPolicy;
import io.minicrm.settings.InvalidSettingException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @Test
    void anEmptyEnvironmentEmbedsEverything() {
        Settings settings = Settings.from(Map.of());

        assertThat(settings.backends().kafka().isEmbedded()).isTrue();
        assertThat(settings.backends().embedsDatabase()).isTrue();
        assertThat(settings.backends().needsDataFolder()).isTrue();
        assertThat(settings.backends().dataFolder()).isAbsolute().hasFileName("data");
        assertThat(settings.http())
                .isEqualTo(new HttpSettings(
                        "127.0.0.1",
                        8080,
                        0,
                        List.of(),
                        true,
                        false,
                        new RequestLimits.Rates(500, 2_000),
                        null,
                        null,
                        false,
                        Duration.ofHours(24)));
        assertThat(settings.chunkPolicy()).isEqualTo(ChunkPolicy.DEFAULT);
        assertThat(settings.sends())
                .isEqualTo(new SendSettings(
                        20_000,
                        2_000,
                        Duration.ofSeconds(60),
                        RetryPolicy.DEFAULT,
                        RepublishPause.DEFAULT,
                        Duration.ofDays(7),
                        ApprovalRule.NEVER));
    }

    @Test
    void aProcessOnServersElsewhereNeedsNoDataFolder() {
        BackendSettings backends = Settings.from(
                        Map.of("KAFKA_BROKERS", "a:9092,b:9092", "DATABASE_URL", "postgresql://u:p@h/d"))
                .backends();

        assertThat(backends.needsDataFolder()).isFalse();
        assertThat(backends.kafka().brokers()).isEqualTo("a:9092,b:9092");
        assertThat(Settings.from(Map.of("KAFKA_BROKERS", "a:9092")).backends().needsDataFolder())
                .isTrue();
    }

    /** Two processes under one instance name would take each other's partitions. */
    @Test
    void onlyAProcessWithABrokerOfItsOwnKeepsItsPlaceInItsGroups() {
        assertThat(kafka(Map.of()).toEmbedded("localhost:1", Map.of()).instance())
                .isNotNull();
        assertThat(kafka(Map.of("KAFKA_BROKERS", "a:1")).toBrokers().instance()).isNull();
    }

    @Test
    void furtherKafkaSettingsComeFromAPropertiesFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("client.properties"), "security.protocol=SSL\n");

        KafkaConnection kafka = kafka(Map.of("KAFKA_CONFIG", file.toString(), "KAFKA_CLIENT_ID", "crm"));

        assertThat(kafka.clientSettings()).containsExactly(Map.entry("security.protocol", "SSL"));
        assertThat(kafka.toEmbedded("a:1", Map.of("security.protocol", "SASL_PLAINTEXT"))
                        .producer())
                .containsEntry("security.protocol", "SSL")
                .containsEntry("client.id", "crm-producer");
    }

    @Test
    void theTimeZoneIsTheNameOfARegion() {
        assertThat(Settings.from(Map.of()).backends().timeZone()).isEqualTo(ZoneId.of("UTC"));
        assertThat(Settings.from(Map.of("TIME_ZONE", "Europe/Berlin"))
                        .backends()
                        .timeZone())
                .isEqualTo(ZoneId.of("Europe/Berlin"));
        for (String unusable : List.of("+02:00", "CEST", "Berlin", "europe/berlin")) {
            assertThatThrownBy(() -> Settings.from(Map.of("TIME_ZONE", unusable)))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("Europe/Berlin");
        }
    }

    @Test
    void aLoweredMaximumLowersTheDefaultChunkSizeWithIt() {
        assertThat(chunkPolicy(Map.of("MAX_CHUNK_SIZE", "60"))).isEqualTo(new ChunkPolicy(60, 60));
        assertThat(chunkPolicy(Map.of("CHUNK_SIZE", "20", "MAX_CHUNK_SIZE", " 120 ")))
                .isEqualTo(new ChunkPolicy(20, 120));
        assertThatThrownBy(() -> chunkPolicy(Map.of("CHUNK_SIZE", "61", "MAX_CHUNK_SIZE", "60")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("CHUNK_SIZE=61: give at most MAX_CHUNK_SIZE, which is 60");
    }

    @Test
    void theLongestRetryDelayIsNoShorterThanTheFirst() {
        assertThat(sends(Map.of("RETRY_DELAY_MS", "10", "RETRY_MAX_DELAY_MS", "10", "SEND_ATTEMPTS", "3"))
                        .retries())
                .isEqualTo(new RetryPolicy(3, Duration.ofMillis(10), Duration.ofMillis(10)));
        assertThatThrownBy(() -> sends(Map.of("RETRY_DELAY_MS", "11", "RETRY_MAX_DELAY_MS", "10")))
                .hasMessage("RETRY_MAX_DELAY_MS=10: give at least RETRY_DELAY_MS, which is 11");
    }

    @Test
    void importsMayReadTheFoldersThatAreListed() {
        assertThat(Settings.from(Map.of()).imports()).isEqualTo(new ImportSettings(List.of(), List.of(), 1L << 30));
        assertThat(Settings.from(Map.of("IMPORT_PATHS", "/srv/leads, /mnt/in box", "IMPORT_MAX_MB", "5"))
                        .imports())
                .isEqualTo(new ImportSettings(
                        List.of(Path.of("/srv/leads"), Path.of("/mnt/in box")), List.of(), 5L << 20));
        for (String unusable : List.of("leads", "/", "/srv/..", "https://example.com/x")) {
            assertThatThrownBy(() -> Settings.from(Map.of("IMPORT_PATHS", unusable)))
                    .as(unusable)
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("/srv/leads");
        }
    }

    @Test
    void importsMayDownloadBelowTheAddressesThatAreListed() {
        assertThat(Settings.from(Map.of("IMPORT_URLS", "https://files.example.com/leads/, http://10.0.0.7:8080"))
                        .imports()
                        .urls())
                .containsExactly(URI.create("https://files.example.com/leads/"), URI.create("http://10.0.0.7:8080"));
        for (String unusable : List.of(
                "files.example.com",
                "ftp://files.example.com/",
                "https://user:pw@files.example.com/",
                "https://files.example.com/?a=b",
                "https://files.example.com/a/../b/",
                "https://",
                "https://a b/")) {
            assertThatThrownBy(() -> Settings.from(Map.of("IMPORT_URLS", unusable)))
                    .as(unusable)
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("https://files.example.com/leads/");
        }
    }

    @Test
    void theReceiptsSecretMayHaveItsPrefix() {
        String secret = "A".repeat(32);
        assertThat(http("whsec_" + secret).receiptsSecret()).isEqualTo("whsec_" + secret);
        assertThat(http(secret).receiptsSecret()).isEqualTo(secret);
        assertThat(http(secret).toString()).doesNotContain(secret);
    }

    @Test
    void theHostsOfThePublicUrlsAreNamesOfTheServer() {
        assertThat(Settings.from(Map.of("PUBLIC_URL", "https://CRM.example.com, http://crm.svc.local:8080/x"))
                        .http()
                        .publicHosts())
                .containsExactlyInAnyOrder("crm.example.com", "crm.svc.local");
        assertThatThrownBy(() -> Settings.from(Map.of("PUBLIC_URL", "crm.example.com")))
                .hasMessageContaining("PUBLIC_URL")
                .hasMessageContaining("https://crm.example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"whsec_", "AA==", "whsec_AAAA"})
    void aSecretThatCanBeGuessedIsRefused(String secret) {
        assertThatThrownBy(() -> http(secret)).hasMessageContaining("give at least 24 random bytes");
    }

    @Test
    void unsignedReceiptsAreAcceptedOnThisMachineOnly() {
        assertThat(http("none").acceptsUnsignedReceipts()).isTrue();
        assertThat(Settings.from(Map.of()).http().acceptsUnsignedReceipts()).isFalse();
        assertThatThrownBy(() -> Settings.from(Map.of("RECEIPTS_SECRET", "none", "HOST", "0.0.0.0")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("RECEIPTS_SECRET=none: give a secret");
    }

    @Test
    void logInsAreOnlySwitchedOffWhereNobodyElseReachesThePort() {
        assertThat(Settings.from(Map.of("MINI_CRM_AUTH", "off")).http().requiresKey())
                .isFalse();
        assertThatThrownBy(() -> Settings.from(Map.of("MINI_CRM_AUTH", "off", "HOST", "0.0.0.0")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("MINI_CRM_AUTH=off: leave it on");
        assertThatThrownBy(() -> Settings.from(Map.of("MINI_CRM_AUTH", "no")))
                .hasMessage("MINI_CRM_AUTH=no: give on or off");
    }

    @Test
    void aUrlInAnErrorHasNeitherUserNorPassword() {
        assertThatThrownBy(() -> Settings.from(Map.of("PUBLIC_URL", "ftp://me:hunter2@host/")))
                .hasMessageStartingWith("PUBLIC_URL=ftp://\u2026@host/: ");
    }

    @Test
    void theFirstStartMakesASecretForEachChannelAndLaterStartsKeepIt(@TempDir Path data) throws IOException {
        Settings settings = Settings.from(Map.of("MINI_CRM_DATA", data.toString()));

        ReceiptSecrets first = ReceiptAccess.secrets(settings, Set.of("simulator", "webhook"));
        ReceiptSecrets second = ReceiptAccess.secrets(settings, Set.of("simulator", "webhook"));

        assertThat(first.required()).isTrue();
        assertThat(first.byChannel()).hasSize(2).isEqualTo(second.byChannel());
        assertThat(first.byChannel().values().stream().map(List::getFirst))
                .doesNotHaveDuplicates()
                .allSatisfy(secret -> assertThat(http(secret).receiptsSecret()).isEqualTo(secret));
        assertThat(Files.getPosixFilePermissions(data.resolve("receipts-secret-webhook")))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }

    @Test
    void aGeneratedSecretForReceiptsThatIsMovedAwayIsReplacedAndAcceptedToo(@TempDir Path data) throws IOException {
        Settings settings = Settings.from(Map.of("MINI_CRM_DATA", data.toString()));
        String former = secretsOfWebhook(settings).getFirst();

        Files.move(data.resolve("receipts-secret-webhook"), data.resolve("receipts-secret-webhook.previous"));
        List<String> both = secretsOfWebhook(settings);
        Files.delete(data.resolve("receipts-secret-webhook.previous"));

        assertThat(both).hasSize(2).endsWith(former).doesNotHaveDuplicates();
        assertThat(secretsOfWebhook(settings)).containsExactly(both.getFirst());
    }

    private static List<String> secretsOfWebhook(Settings settings) {
        return ReceiptAccess.secrets(settings, Set.of("webhook")).byChannel().get("webhook");
    }

    @Test
    void withADatabaseThatProcessesShareReceiptsNeedASetting() {
        String database = "postgresql://localhost/crm";
        String secret = "A".repeat(32);

        assertThat(ReceiptAccess.secrets(Settings.from(Map.of("DATABASE_URL", database)), Set.of("webhook")))
                .isEqualTo(ReceiptSecrets.of(Map.of()));
        assertThat(ReceiptAccess.secrets(
                        Settings.from(Map.of("DATABASE_URL", database, "RECEIPTS_SECRET", secret)), Set.of("webhook")))
                .isEqualTo(ReceiptSecrets.of(Map.of("webhook", secret)));
    }

    private static KafkaConnection kafka(Map<String, String> variables) {
        return Settings.from(variables).backends().kafka();
    }

    private static ChunkPolicy chunkPolicy(Map<String, String> variables) {
        return Settings.from(variables).chunkPolicy();
    }

    private static SendSettings sends(Map<String, String> variables) {
        return Settings.from(variables).sends();
    }

    private static HttpSettings http(String receiptsSecret) {
        return Settings.from(Map.of("RECEIPTS_SECRET", receiptsSecret)).http();
    }

    @Test
    void theDatabaseMayBeNamedInAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("url"), "postgresql://u:p@h/d\n");

        assertThat(Settings.from(Map.of("DATABASE_URL_FILE", file.toString()))
                        .backends()
                        .databaseUrl())
                .isEqualTo("postgresql://u:p@h/d");
    }

    @Test
    void theFormerSecretForReceiptsIsAcceptedBesideTheNewOne() {
        String one = "whsec_" + "A".repeat(32);
        String other = "whsec_" + "B".repeat(32);

        assertThat(ReceiptAccess.secrets(
                                Settings.from(Map.of("RECEIPTS_SECRET", one, "RECEIPTS_SECRET_PREVIOUS", other)),
                                Set.of("webhook"))
                        .byChannel())
                .isEqualTo(Map.of("webhook", List.of(one, other)));
        assertThatThrownBy(() -> Settings.from(Map.of("RECEIPTS_SECRET_PREVIOUS", other)))
                .hasMessageStartingWith("RECEIPTS_SECRET_PREVIOUS=")
                .hasMessageNotContaining(other);
        assertThatThrownBy(
                        () -> Settings.from(Map.of("RECEIPTS_SECRET", one, "RECEIPTS_SECRET_PREVIOUS", "whsec_AA==")))
                .hasMessageStartingWith("RECEIPTS_SECRET_PREVIOUS=");
    }
}
