package io.minicrm.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.settings.Environment;
import io.minicrm.settings.InvalidSettingException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredChannelsTest {

    @Test
    void theSimulatorIsAlwaysThereAndTheWebhookIfItHasAUrl() {
        assertThat(namesFor(Map.of())).containsExactly("simulator");
        assertThat(namesFor(Map.of("WEBHOOK_URL", " "))).containsExactly("simulator");
        assertThat(namesFor(Map.of("WEBHOOK_URL", "http://localhost/")))
                .containsExactlyInAnyOrder("simulator", "webhook");
    }

    @Test
    void theWebhookIsIdempotentByDefault() {
        assertThat(isIdempotent(Map.of())).isTrue();
        assertThat(isIdempotent(Map.of("WEBHOOK_IDEMPOTENT", "false"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "WEBHOOK_URL, ftp://host/token",
        "WEBHOOK_URL, http://host/to ken",
        "WEBHOOK_URL, token",
        "WEBHOOK_SECRET, whsec_token!",
        "WEBHOOK_IDEMPOTENT, maybe",
        "SIMULATOR_FAILURE_RATE, 2",
        "SIMULATOR_LATENCY_MS, -1"
    })
    void anUnusableValueNamesItsVariableAndShowsNoSecret(String variable, String value) {
        assertThatThrownBy(() -> isIdempotent(Map.of(variable, value)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(variable + "=")
                .hasMessageContaining("give ")
                .hasMessageNotContaining("token");
    }

    private static boolean isIdempotent(Map<String, String> variables) {
        Map<String, String> environment = new HashMap<>(Map.of("WEBHOOK_URL", "http://localhost/"));
        environment.putAll(variables);
        try (StartedChannels channels = started(environment)) {
            return channels.byName().get("webhook").isIdempotent();
        }
    }

    private static Iterable<String> namesFor(Map<String, String> variables) {
        try (StartedChannels channels = started(variables)) {
            return channels.byName().keySet();
        }
    }

    private static StartedChannels started(Map<String, String> variables) {
        return ConfiguredChannels.from(new Environment(variables)).start(batch -> {}, Clock.systemUTC());
    }
}
