package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SystemApiIT {

    private final ApiServer api = ApiServer.shared();

    @Test
    void theProcessIsDescribed() {
        JsonNode system = api.get("/api/v1/system").data();

        assertThat(system.path("store").asString()).isEqualTo("PostgreSQL");
        assertThat(system.path("version").isNull()).isTrue();
        assertThat(system.path("roles").toString()).isEqualTo("[\"api\"]");
        assertThat(system.path("workers").toString()).isEqualTo("[{\"name\":\"importer\",\"state\":\"UP\"}]");
        assertThat(system.path("requires_key").asBoolean(true)).isFalse();
    }

    @Test
    void channelsSayWhatTheySendToAndWhyTheyAreNotReady() {
        JsonNode channels = api.get("/api/v1/channels").data();

        assertThat(channels)
                .extracting(channel -> channel.path("name").asString())
                .containsExactly("simulator", "webhook");
        assertThat(channels.get(0).path("address_fields").toString()).isEqualTo("[\"email\",\"phone\"]");
        assertThat(channels.get(0).path("ready").asBoolean(false)).isTrue();
        assertThat(channels.get(0).path("standard").asBoolean(false)).isTrue();
        assertThat(channels.get(1).path("ready").asBoolean(true)).isFalse();
        assertThat(channels.get(1).path("reason").asString()).isEqualTo("WEBHOOK_URL is not set");
    }
}
