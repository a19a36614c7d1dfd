package io.minicrm.channel;

import com.sun.net.httpserver.HttpServer;
import io.minicrm.campaign.MessageKey;
import io.minicrm.delivery.Channel.OutboundMessage;
import io.minicrm.delivery.Channel.SendResult;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sends a message, opens files until no more can be opened, and sends another one. Prints both results. */
final class OutOfFiles {

    private static int received;

    private OutOfFiles() {}

    public static void main(String[] arguments) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            received++;
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (Webhook webhook = webhook(url);
                Webhook unreachable = webhook(URI.create("http://127.0.0.1:1"))) {
            // Classes are files, too: what is needed later has to be loaded by now.
            String loaded = unreachable.send(message("nobody")).toString() + new SendResult.Unable("loaded");
            String before = webhook.send(message("ann")).toString();
            List<FileInputStream> open = new ArrayList<>();
            try {
                while (loaded.length() > 1) {
                    open.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException exhausted) {
                loaded = "";
            }
            SendResult after = webhook.send(message("bob"));
            for (FileInputStream file : open) {
                file.close();
            }
            System.out.println(before + "\n" + after + "\nreceived " + received);
        }
        server.stop(0);
    }

    private static Webhook webhook(URI url) {
        return new Webhook(new WebhookSettings(url, List.of(), false, 4), Clock.systemUTC());
    }

    private static OutboundMessage message(String lead) {
        return new OutboundMessage(MessageKey.of("campaign-1", lead), lead + "@example.com", Map.of(), "Hi");
    }
}
