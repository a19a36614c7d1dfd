package io.minicrm.console;

import io.minicrm.text.VisibleText;
import java.io.IOException;
import java.io.InputStream;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Client of a server's HTTP API. Every failure is a {@link CommandFailedException} whose message is one line. Safe for
 * use by many threads. A request that the server refuses as one too many is sent again after the time that it asks for.
 *
 * <p>Paths are relative to {@code /api/v1} and begin with a slash. Answers are whole documents: callers read {@code
 * data} and, for lists, {@code next_cursor} from them, and ignore fields that they do not know.
 */
public final class ApiClient implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final String JSON = "application/json";

    /** The largest page that the API gives. */
    private static final int PAGE = 1_000;

    private static final int FIRST_CLIENT_ERROR = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FIRST_SERVER_ERROR = 500;
    private static final int MOST_REPEATS = 10;
    private static final int LONGEST_WAIT_SECONDS = 60;

    private final URI server;
    private final String base;
    private final Duration timeout;
    private final @Nullable String token;
    private final Pause pause;
    private final HttpClient client;

    /** Waits. */
    interface Pause {

        void take(Duration duration) throws InterruptedException;
    }

    /**
     * @param server such as {@code http://localhost:8080}
     * @param timeout for each answer but those of {@link #importCsv} and {@link #events}, which may take any time
     */
    public ApiClient(URI server, Duration timeout) {
        this(server, timeout, null);
    }

    /** @param token the API key; null sends none */
    public ApiClient(URI server, Duration timeout, @Nullable String token) {
        this(server, timeout, token, Thread::sleep);
    }

    ApiClient(URI server, Duration timeout, @Nullable String token, Pause pause) {
        this.server = server;
        this.token = token;
        this.pause = pause;
        this.base = server.toString().replaceFirst("/+$", "") + "/api/v1";
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout.compareTo(CONNECT_TIMEOUT) < 0 ? timeout : CONNECT_TIMEOUT)
                .build();
    }

    /** Percent-encodes a segment of a path or the value of a query parameter. */
    public static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public JsonNode get(String path) {
        return exchange(request(path).timeout(timeout).GET());
    }

    /**
     * The elements of a list, from as many pages as it takes.
     *
     * @param parameters conditions of the list, without {@code limit} and {@code cursor}
     * @param limit the largest number of elements
     */
    public List<JsonNode> list(String path, Map<String, String> parameters, int limit) {
        Map<String, String> page = new LinkedHashMap<>(parameters);
        List<JsonNode> elements = new ArrayList<>();
        JsonNode next;
        do {
            page.put("limit", String.valueOf(Math.min(PAGE, limit - elements.size())));
            JsonNode answer = get(path + query(page));
            answer.path("data").forEach(elements::add);
            next = answer.path("next_cursor");
            page.put("cursor", next.asString(""));
        } while (next.isString() && elements.size() < limit);
        return elements;
    }

    /** As {@link #get}; empty if the server answers that there is no such resource. */
    public Optional<JsonNode> find(String path) {
        HttpResponse<byte[]> response = send(request(path).timeout(timeout).GET(), BodyHandlers.ofByteArray());
        return response.statusCode() == NOT_FOUND ? Optional.empty() : Optional.of(answer(response));
    }

    public JsonNode post(String path) {
        return exchange(request(path).timeout(timeout).POST(BodyPublishers.noBody()));
    }

    public JsonNode post(String path, JsonNode body) {
        return post(path, Json.bytes(body), Map.of());
    }

    /**
     * @param json the body, in UTF-8
     * @param headers names and values of further headers
     */
    public JsonNode post(String path, byte[] json, Map<String, String> headers) {
        HttpRequest.Builder request =
                request(path).timeout(timeout).header("Content-Type", JSON).POST(BodyPublishers.ofByteArray(json));
        headers.forEach(request::header);
        return exchange(request);
    }

    /** Deletes a resource; the answer has no body. */
    public void delete(String path) {
        answer(send(request(path).timeout(timeout).DELETE(), BodyHandlers.ofByteArray()));
    }

    public JsonNode put(String path, JsonNode body) {
        return exchange(request(path)
                .timeout(timeout)
                .header("Content-Type", JSON)
                .PUT(BodyPublishers.ofByteArray(Json.bytes(body))));
    }

    /**
     * Sends a CSV file of any length.
     *
     * @throws CommandFailedException if the file cannot be read
     */
    public JsonNode importCsv(String path, Map<String, String> parameters, Path file) {
        try {
            return importCsv(path, parameters, BodyPublishers.ofFile(file));
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new CommandFailedException(
                    ExitCode.WRONG_USE,
                    "FILE %s cannot be read; give the path of a CSV file".formatted(file),
                    unreadable);
        }
    }

    /** Sends CSV text of any length. */
    public JsonNode importCsv(String path, Map<String, String> parameters, Supplier<InputStream> csv) {
        return importCsv(path, parameters, BodyPublishers.ofInputStream(csv));
    }

    private JsonNode importCsv(String path, Map<String, String> parameters, BodyPublisher csv) {
        return exchange(request(path + query(parameters))
                .header("Content-Type", "text/csv")
                .POST(csv));
    }

    /** The query of a path with these parameters; empty if there are none. */
    public static String query(Map<String, String> parameters) {
        return parameters.isEmpty()
                ? ""
                : parameters.entrySet().stream()
                        .map(parameter -> escaped(parameter.getKey()) + "=" + escaped(parameter.getValue()))
                        .collect(Collectors.joining("&", "?", ""));
    }

    /** The lines of a stream of server-sent events; closing it ends the request. */
    public Stream<String> events(String path) {
        return lines(path, "text/event-stream");
    }

    /**
     * The lines of an answer; closing it ends the request.
     *
     * @param type the media type of the answer
     */
    public Stream<String> lines(String path, String type) {
        HttpResponse<Stream<String>> response = send(
                request(path)
                        .header("Accept", type + ", application/problem+json")
                        .GET(),
                BodyHandlers.ofLines());
        if (response.statusCode() >= FIRST_CLIENT_ERROR) {
            try (Stream<String> lines = response.body()) {
                throw refused(response.statusCode(), lines.collect(Collectors.joining("\n")));
            }
        }
        return response.body();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private JsonNode exchange(HttpRequest.Builder request) {
        return answer(send(request, BodyHandlers.ofByteArray()));
    }

    private JsonNode answer(HttpResponse<byte[]> response) {
        if (response.statusCode() >= FIRST_CLIENT_ERROR) {
            throw refused(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
        }
        try {
            return Json.read(response.body());
        } catch (JacksonException notOurs) {
            throw new CommandFailedException(
                    ExitCode.FAILED,
                    "The server at %s is not mini-crm; set --url or MINI_CRM_URL".formatted(shown()),
                    notOurs);
        }
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> reader) {
        HttpRequest ready = request.build();
        try {
            HttpResponse<T> response = client.send(ready, reader);
            for (int repeat = 0; repeat < MOST_REPEATS && isRepeatable(ready, response); repeat++) {
                pause.take(Duration.ofSeconds(retryAfter(response)));
                response = client.send(ready, reader);
            }
            return response;
        } catch (IOException unreachable) {
            String reason = unreachable.getMessage() == null ? "no connection" : unreachable.getMessage();
            throw new CommandFailedException(
                    ExitCode.FAILED,
                    "No mini-crm answers at %s (%s). Start one with: mini-crm serve, or set --url or MINI_CRM_URL"
                            .formatted(shown(), reason),
                    unreachable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException(ExitCode.FAILED, "Interrupted", interrupted);
        }
    }

    /** Whether the server asks for the same request a little later. A stream cannot be sent a second time. */
    private static boolean isRepeatable(HttpRequest request, HttpResponse<?> response) {
        long wait = response.statusCode() == TOO_MANY_REQUESTS ? retryAfter(response) : -1;
        return wait >= 0
                && wait <= LONGEST_WAIT_SECONDS
                && request.bodyPublisher().map(BodyPublisher::contentLength).orElse(0L) >= 0;
    }

    /** In seconds; -1 if the answer does not say it. */
    private static long retryAfter(HttpResponse<?> response) {
        try {
            return response.headers().firstValueAsLong("Retry-After").orElse(-1);
        } catch (NumberFormatException date) {
            return -1;
        }
    }

    private static CommandFailedException refused(int status, String body) {
        ExitCode exitCode = status == NOT_FOUND
                ? ExitCode.NOTHING_MATCHED
                : status < FIRST_SERVER_ERROR ? ExitCode.WRONG_USE : ExitCode.FAILED;
        if (status == UNAUTHORIZED) {
            return new CommandFailedException(
                    exitCode,
                    "The server answers 401: it accepts no API key of this command. Set MINI_CRM_TOKEN to one, or"
                            + " MINI_CRM_DATA to the data folder of a server on this machine");
        }
        return new CommandFailedException(exitCode, "The server answers %d: %s".formatted(status, problem(body)));
    }

    /** The message of a problem document; a body of another kind unchanged. */
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

    private String shown() {
        return VisibleText.withoutUserInfo(server.toString());
    }
}
