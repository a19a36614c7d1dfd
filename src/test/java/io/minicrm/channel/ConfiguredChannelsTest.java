package io.minicrm.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.lead.MadeUpAddress;
import io.minicrm.settings.Environment;
import io.minicrm.settings.InvalidSettingException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
        "WEBHOOK_SECRET_PREVIOUS, whsec_token!",
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

    /** Each factory that is not always there has to be configured here, so that its channel is asked. */
    @Test
    void onlyTheSimulatorAcceptsAddressesThatWereMadeUp() {
        Map<String, String> everything = Map.of("WEBHOOK_URL", "http://localhost/");
        assertThat(ConfiguredChannels.from(new Environment(everything)).missing())
                .isEmpty();
        try (StartedChannels channels = started(everything)) {
            channels.byName().forEach((name, channel) -> {
                Lead tried = lead(MadeUpAddress.of("ann"), null);
                Lead called = lead(MadeUpAddress.of("ann"), "+49 30 123");

                boolean isSimulator = name.equals("simulator");
                assertThat(channel.isAddress(String.valueOf(channel.addressOf(tried))))
                        .as(name)
                        .isEqualTo(isSimulator);
                assertThat(channel.isAddress(" Ann@Made-Up.INVALID ")).as(name).isEqualTo(isSimulator);
                assertThat(channel.addressOf(called)).as(name).isEqualTo("+49 30 123");
            });
        }
    }

    private static Lead lead(String email, @Nullable String phone) {
        return new Lead("ann", null, email, phone, false, Attributes.NONE, Instant.EPOCH);
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
