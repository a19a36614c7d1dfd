package io.minicrm.reliability;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A provider that takes messages over HTTP and remembers what it took: the judge of every crash test. It answers slowly, is sometimes too
 * busy (503, nothing done), and sometimes breaks after the work is done (500, or no answer at all).
 *
 * <p>{@code POST /messages} takes one, {@code GET /sends} tells of each key how often it was taken and how often a repeat was dropped,
 * {@code POST /delay} takes another delay.
 */
final class Provider {

    private final Behaviour behaviour;
    private volatile int delayMillis;
    private final Map<String, Count> counts = new ConcurrentHashMap<>();

    private Provider(Behaviour behaviour) {
        this.behaviour = behaviour;
        this.delayMillis = behaviour.delayMillis();
    }

    /**
     * How it treats messages.
     *
     * @param idempotent whether it drops a repeated key
     * @param delayMillis how long the work takes, until it is told otherwise
     * @param busy the share of requests that it refuses before any work, 0 to 1
     * @param broken the share of requests that it does not answer well after the work, 0 to 1
     */
    record Behaviour(boolean idempotent, int delayMillis, double busy, double broken) {

        String[] arguments() {
            return new String[] {
                Boolean.toString(idempotent),
                Integer.toString(delayMillis),
                Double.toString(busy),
                Double.toString(broken)
            };
        }

        static Behaviour of(String[] arguments) {
            return new Behaviour(
                    Boolean.parseBoolean(arguments[0]),
                    Integer.parseInt(arguments[1]),
                    Double.parseDouble(arguments[2]),
                    Double.parseDouble(arguments[3]));
        }
    }

    /**
     * What it has of one key.
     *
     * @param taken messages that really went out
     * @param repeats messages that it dropped, for it had them
     */
    record Count(int taken, int repeats) {

        Count next(boolean idempotent) {
            return idempotent ? new Count(taken, repeats + 1) : new Count(taken + 1, repeats);
        }
    }

    public static void main(String[] arguments) throws IOException {
        Provider provider = new Provider(Behaviour.of(arguments));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10_000);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/messages", provider::take);
        server.createContext("/sends", provider::tell);
        server.createContext("/delay", provider::delay);
        server.start();
        System.out.println("provider listens on " + server.getAddress().getPort());
    }

    private void take(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        if (chance() < behaviour.busy()) {
            answer(exchange, 503, "busy");
            return;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delayMillis));
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        counts.merge(key, new Count(1, 0), (known, once) -> known.next(behaviour.idempotent()));
        if (chance() < behaviour.broken()) {
            if (chance() < 0.5) {
                answer(exchange, 500, "broken after the work");
            } else {
                exchange.close();
            }
            return;
        }
        answer(exchange, 200, "{\"id\": \"provider-%s\"}".formatted(key));
    }

    private void tell(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                200,
                counts.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue().taken() + " "
                                + entry.getValue().repeats())
                        .collect(Collectors.joining("\n")));
    }

    private void delay(HttpExchange exchange) throws IOException {
        delayMillis = Integer.parseInt(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        answer(exchange, 200, "");
    }

    private static double chance() {
        return ThreadLocalRandom.current().nextDouble();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }
}
