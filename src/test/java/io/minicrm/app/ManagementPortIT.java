package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.settings.InvalidSettingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MANAGEMENT_PORT separates monitoring from the API. */
class ManagementPortIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static HttpResponse<String> get(URI server, String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(server.resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void eachPortServesItsOwnPathsWithTheSameLogIn() throws Exception {
        int port = freePort();
        try (var server = new ServerUnderTest(folder, Map.of("MANAGEMENT_PORT", Integer.toString(port)))) {
            URI api = server.url();
            URI management = URI.create("http://127.0.0.1:" + port);
            String[] owner = {"Authorization", "Bearer " + server.token()};

            assertThat(get(management, "/actuator/health/liveness").statusCode())
                    .isEqualTo(200);
            assertThat(get(management, "/actuator/prometheus").statusCode()).isEqualTo(401);
            assertThat(get(management, "/actuator/prometheus", owner).body()).contains("minicrm_");
            for (String path : Set.of("/api/v1/me", "/", "/v3/api-docs", "/actuatorx")) {
                HttpResponse<String> answer = get(management, path, owner);
                assertThat(answer.statusCode()).as(path).isEqualTo(404);
                assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
            }

            assertThat(get(api, "/api/v1/me", owner).statusCode()).isEqualTo(200);
            for (String path : Set.of("/actuator", "/actuator/health/liveness", "/actuator/prometheus")) {
                assertThat(get(api, path, owner).statusCode()).as(path).isEqualTo(404);
            }
        }
    }

    @Test
    void itIsAnotherPortThanThatOfTheApi() {
        assertThatThrownBy(() -> Settings.from(Map.of("PORT", "8090", "MANAGEMENT_PORT", "8090")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("MANAGEMENT_PORT=8090: give another port than PORT, or leave it out");
    }
}
