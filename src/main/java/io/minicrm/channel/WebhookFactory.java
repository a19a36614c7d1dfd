package io.minicrm.channel;

import io.minicrm.settings.Environment;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** The webhook exists if WEBHOOK_URL is set. */
final class WebhookFactory implements ChannelFactory {

    @Override
    public String name() {
        return Webhook.NAME;
    }

    @Override
    public String missing() {
        return "WEBHOOK_URL is not set";
    }

    @Override
    public Optional<Start> configure(Environment environment) {
        String url = environment.text("WEBHOOK_URL");
        if (url == null) {
            return Optional.empty();
        }
        String secret = environment.secretText("WEBHOOK_SECRET");
        boolean idempotent = environment.flag("WEBHOOK_IDEMPOTENT", true);
        int connections = environment.integer(
                "WEBHOOK_CONNECTIONS", WebhookSettings.DEFAULT_CONNECTIONS, 1, WebhookSettings.MAX_CONNECTIONS);
        // The record checks both values; reading them separately shows which variable is wrong.
        WebhookSettings unsigned =
                Environment.secret("WEBHOOK_URL", () -> new WebhookSettings(uri(url), null, idempotent, connections));
        WebhookSettings settings = secret == null
                ? unsigned
                : Environment.secret(
                        "WEBHOOK_SECRET", () -> new WebhookSettings(unsigned.url(), secret, idempotent, connections));
        return Optional.of((receipts, clock) -> new Webhook(settings, clock));
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException unreadable) {
            throw new IllegalArgumentException("give http://host/path (" + unreadable.getReason() + ")", unreadable);
        }
    }
}
