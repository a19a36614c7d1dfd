package io.minicrm.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The provider's process, and the messages that it reports to have accepted. */
final class Judge implements AutoCloseable {

    private final JavaProcess process;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    private Judge(JavaProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    static Judge start(Path folder, Provider.Behaviour behaviour) {
        JavaProcess process =
                JavaProcess.start(folder.resolve("provider.log"), Map.of(), Provider.class, behaviour.arguments());
        return new Judge(process, Integer.parseInt(process.awaitLine(Pattern.compile("listens on (\\d+)"))));
    }

    int port() {
        return port;
    }

    /** The URL for messages. */
    String url() {
        return "http://127.0.0.1:" + port + "/messages";
    }

    /** The messages that were sent, by {@code send_id}. */
    Map<String, Provider.Count> sends() {
        return ask(request("/sends").build())
                .lines()
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(
                        parts -> parts[0],
                        parts -> new Provider.Count(Integer.parseInt(parts[1]), Integer.parseInt(parts[2])),
                        (one, other) -> other));
    }

    /** Sets the delay of its answers. */
    void delay(Duration delay) {
        ask(request("/delay")
                .POST(HttpRequest.BodyPublishers.ofString(Long.toString(delay.toMillis())))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private String ask(HttpRequest question) {
        try {
            return client.send(question, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Leads of the campaign that got at least one message. */
    long reached(Function<Integer, String> sendIds, int leads) {
        Map<String, Provider.Count> sends = sends();
        long reached = 0;
        for (int i = 0; i < leads; i++) {
            reached += sends.containsKey(sendIds.apply(i)) ? 1 : 0;
        }
        return reached;
    }

    @Override
    public void close() {
        process.close();
    }
}
