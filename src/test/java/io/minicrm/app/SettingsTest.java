package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.chunk.ChunkPolicy;
import io.minicrm.delivery.RetryPolicy;
import io.minicrm.settings.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        assertThat(settings.http()).isEqualTo(new HttpSettings("127.0.0.1", 8080, Set.of(), false, null));
        assertThat(settings.chunkPolicy()).isEqualTo(ChunkPolicy.DEFAULT);
        assertThat(settings.sends())
                .isEqualTo(new SendSettings(20_000, 2_000, Duration.ofSeconds(60), RetryPolicy.DEFAULT));
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
        assertThat(kafka(Map.of()).toBrokers("localhost:1").instance()).isNotNull();
        assertThat(kafka(Map.of("KAFKA_BROKERS", "a:1")).toBrokers("a:1").instance())
                .isNull();
    }

    @Test
    void furtherKafkaSettingsComeFromAPropertiesFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("client.properties"), "security.protocol=SSL\n");

        KafkaConnection kafka = kafka(Map.of("KAFKA_CONFIG", file.toString(), "KAFKA_CLIENT_ID", "crm"));

        assertThat(kafka.clientSettings()).containsExactly(Map.entry("security.protocol", "SSL"));
        assertThat(kafka.toBrokers("a:1").producer())
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
}
