package io.minicrm.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends requests byte for byte, as no HTTP client would. */
final class RawHttp {

    private static final int TIMEOUT_MILLIS = 10_000;

    private RawHttp() {}

    /** @param headers in lower case, one per line */
    record Reply(int status, String headers, String body) {

        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        String header(String name) {
            return headers.lines()
                    .filter(line -> line.startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    /**
     * @param head request line and headers, with lines that end in {@code \n}; Host (unless given), Connection and Content-Length are
     *     added
     */
    static Reply send(int port, String head, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        String length = bytes.length == 0 ? "" : "Content-Length: " + bytes.length + "\n";
        String all = head.strip() + (head.contains("\nHost:") ? "" : "\nHost: localhost") + "\nConnection: close\n"
                + length + "\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(all.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return read(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Asks for an answer that the caller may read, or not. Closing the socket is leaving.
     *
     * @param question the method, the path below {@code /api/v1}, and the body of JSON, if any
     */
    static Socket ask(int port, String question) throws IOException {
        String[] parts = question.split(" ", 3);
        String body = parts.length < 3 ? "" : parts[2];
        String head = parts[0] + " /api/v1" + parts[1] + " HTTP/1.1\r\nHost: localhost\r\n"
                + (body.isEmpty() ? "" : "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n")
                + "\r\n";
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setSoTimeout(2 * TIMEOUT_MILLIS);
        client.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    private static Reply read(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        String head = end < 0 ? answer : answer.substring(0, end);
        String body = end < 0 ? "" : answer.substring(end + 4);
        String headers = head.toLowerCase(Locale.ROOT);
        if (headers.contains("transfer-encoding: chunked")) {
            body = dechunk(body);
        }
        return new Reply(Integer.parseInt(head.split(" ", 3)[1]), headers, body);
    }

    private static String dechunk(String chunked) {
        byte[] bytes = chunked.getBytes(StandardCharsets.UTF_8);
        var text = new StringBuilder();
        int at = 0;
        while (at < bytes.length) {
            int lineEnd = at;
            while (bytes[lineEnd] != '\r') {
                lineEnd++;
            }
            int size = Integer.parseInt(new String(bytes, at, lineEnd - at, StandardCharsets.US_ASCII), 16);
            if (size == 0) {
                return text.toString();
            }
            text.append(new String(bytes, lineEnd + 2, size, StandardCharsets.UTF_8));
            at = lineEnd + 2 + size + 2;
        }
        return text.toString();
    }
}
