package io.minicrm.reliability;

import io.minicrm.pages.Journey;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody watches a campaign in Chromium, whose provider has faults, while its server is killed and started again on
 * the same port. Everybody is accounted for at every event.
 */
class PagesAfterCrashIT {

    @TempDir
    private Path folder;

    @Test
    void thePageSaysThatTheConnectionIsLostAndGoesOnByItself() throws Exception {
        Journey.needsPages();
        Path data = folder.resolve("data");
        Map<String, String> settings = new HashMap<>(Map.of(
                "SIMULATOR_FAILURE_RATE", "0.05",
                "SIMULATOR_TRANSIENT_RATE", "0.02",
                "KAFKA_PORT", "0"));
        settings.put("MINI_CRM_DATA", data.toString());
        settings.put("PORT", Integer.toString(freePort()));
        try (MiniCrm server = new MiniCrm("server", folder, "", settings)) {
            server.start();
            String token = Files.readString(data.resolve("admin-token")).strip();
            URI url = URI.create("http://localhost:" + server.port());
            Journey.play("lost.mjs", url, token, Map.of("KILL", server::kill, "START", server::start));
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
