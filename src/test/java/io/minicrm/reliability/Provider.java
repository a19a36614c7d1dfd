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
 * A provider that accepts messages over HTTP and records them: the judge of every crash test. It answers slowly, is sometimes too busy (503,
 * nothing done), and sometimes fails after the work is done (500, or no answer at all).
 *
 * <p>{@code POST /messages} sends one message, {@code GET /sends} returns how often each key was accepted and how often a repeat was dropped,
 * {@code POST /delay} changes the delay.
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
     * How it handles messages.
     *
     * @param idempotent whether it drops a repeated key
     * @param delayMillis how long the work takes, until {@code /delay} changes it
     * @param busy the share of requests that it refuses before any work, 0 to 1
     * @param broken the share of requests that fail after the work, 0 to 1
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
     * The requests with one key.
     *
     * @param taken messages that were really sent
     * @param repeats repeated messages that it dropped
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
        server.createContext("/sends", provider::report);
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

    private void report(HttpExchange exchange) throws IOException {
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
