package io.minicrm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.access.SecretFile;
import io.minicrm.app.ProcessRole;
import io.minicrm.app.Server;
import io.minicrm.app.Settings;
import io.minicrm.console.ApiClient;
import io.minicrm.console.CommandFailedException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The owner's token of a running server is replaced, there and in the data folder. */
class OwnerTokenRotationIT {

    private static void ask(URI server, String token) {
        try (var api = new ApiClient(server, Duration.ofMinutes(1), token)) {
            api.get("/me");
        }
    }

    @Test
    void theNewTokenWorksAndIsInTheFolderAndTheFormerOneEndsAfterTheOverlap(@TempDir Path folder) {
        Map<String, String> environment = Map.of(
                "MINI_CRM_DATA", folder.toString(),
                "KAFKA_PORT", "0",
                "PORT", "0");
        try (Server server = Server.start(Settings.from(environment), ProcessRole.all())) {
            SecretFile file = SecretFile.ofOwner(folder);
            String first = file.read().orElseThrow();

            String second = new OwnerTokenRotation(server.url(), file).rotate(first, 3_600);
            assertThat(file.read()).contains(second).isNotEqualTo(first);
            ask(server.url(), first);
            ask(server.url(), second);

            String third = new OwnerTokenRotation(server.url(), file).rotate(second, 0);
            ask(server.url(), third);
            assertThatThrownBy(() -> ask(server.url(), first)).isInstanceOf(CommandFailedException.class);
            assertThatThrownBy(() -> ask(server.url(), second))
                    .isInstanceOf(CommandFailedException.class)
                    .hasMessageContaining("401");
        }
    }

    @Test
    void aTokenIsNotSentToAnotherMachine(@TempDir Path folder) {
        assertThatThrownBy(
                        () -> new OwnerTokenRotation(URI.create("https://crm.example.com"), SecretFile.ofOwner(folder)))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("mini-crm keys rotate owner");
    }
}
