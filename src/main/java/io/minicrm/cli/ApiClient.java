package io.minicrm.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The HTTP API of a running server; every failure is a {@link CommandFailedException} of one line. */
final class ApiClient implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(1);
    private static final String JSON = "application/json";
    private static final int NOT_FOUND = 404;
    private static final int FIRST_CLIENT_ERROR = 400;
    private static final int FIRST_SERVER_ERROR = 500;

    private final URI server;
    private final String base;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /** @param server such as {@code http://localhost:8080} */
    ApiClient(URI server) {
        this.server = server;
        this.base = server.toString().replaceFirst("/+$", "") + "/api/v1";
    }

    /** A part of a path or query, escaped. */
    static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The whole answer, with {@code data} and, for lists, {@code next_cursor}. */
    JsonNode get(String path) {
        return exchange(request(path).timeout(ANSWER_TIMEOUT).GET());
    }

    JsonNode post(String path) {
        return exchange(request(path).timeout(ANSWER_TIMEOUT).POST(BodyPublishers.noBody()));
    }

    /** @param headers names and values of further headers */
    JsonNode post(String path, JsonNode body, Map<String, String> headers) {
        HttpRequest.Builder request = request(path)
                .timeout(ANSWER_TIMEOUT)
                .header("Content-Type", JSON)
                .POST(BodyPublishers.ofString(body.toString()));
        headers.forEach(request::header);
        return exchange(request);
    }

    JsonNode put(String path, JsonNode body) {
        return exchange(request(path)
                .timeout(ANSWER_TIMEOUT)
                .header("Content-Type", JSON)
                .PUT(BodyPublishers.ofString(body.toString())));
    }

    /** Sends a CSV file of any length. */
    JsonNode importCsv(Map<String, String> parameters, BodyPublisher csv) {
        String query = parameters.entrySet().stream()
                .map(parameter -> escaped(parameter.getKey()) + "=" + escaped(parameter.getValue()))
                .collect(Collectors.joining("&", "?", ""));
        return exchange(request("/leads/import" + (parameters.isEmpty() ? "" : query))
                .header("Content-Type", "text/csv")
                .POST(csv));
    }

    /** The lines of a stream of server-sent events; close it when enough was read. */
    Stream<String> events(String path) {
        HttpResponse<Stream<String>> response =
                send(request(path).header("Accept", "text/event-stream").GET(), BodyHandlers.ofLines());
        if (response.statusCode() >= FIRST_CLIENT_ERROR) {
            try (Stream<String> lines = response.body()) {
                throw refused(response.statusCode(), lines.collect(Collectors.joining("\n")));
            }
        }
        return response.body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path));
    }

    private JsonNode exchange(HttpRequest.Builder request) {
        HttpResponse<String> response = send(request, BodyHandlers.ofString());
        if (response.statusCode() >= FIRST_CLIENT_ERROR) {
            throw refused(response.statusCode(), response.body());
        }
        try {
            return Json.read(response.body());
        } catch (JacksonException notOurs) {
            throw new CommandFailedException(
                    ExitCode.FAILED,
                    "What answers at %s is no mini-crm; set --url or MINI_CRM_URL".formatted(server),
                    notOurs);
        }
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> reader) {
        try {
            return client.send(request.build(), reader);
        } catch (IOException unreachable) {
            String reason = unreachable.getMessage() == null ? "no connection" : unreachable.getMessage();
            throw new CommandFailedException(
                    ExitCode.FAILED,
                    "No mini-crm answers at %s (%s). Start one with: mini-crm serve, or set --url or MINI_CRM_URL"
                            .formatted(server, reason),
                    unreachable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException(ExitCode.FAILED, "Interrupted", interrupted);
        }
    }

    private static CommandFailedException refused(int status, String body) {
        int exitCode = status == NOT_FOUND
                ? ExitCode.NOTHING_MATCHED
                : status < FIRST_SERVER_ERROR ? ExitCode.WRONG_USE : ExitCode.FAILED;
        return new CommandFailedException(exitCode, "The server answers %d: %s".formatted(status, problem(body)));
    }

    /** What a problem document says; the body as it is where it is none. */
    private static String problem(String body) {
        try {
            JsonNode problem = Json.read(body);
            String fields = problem.path("errors")
                    .valueStream()
                    .map(error -> (error.path("field").asString("") + " "
                                    + error.path("message").asString(""))
                            .strip())
                    .collect(Collectors.joining("; "));
            return fields.isEmpty() ? problem.path("detail").asString(body) : fields;
        } catch (JacksonException notJson) {
            return body;
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
