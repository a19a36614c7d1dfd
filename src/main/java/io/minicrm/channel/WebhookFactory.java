package io.minicrm.channel;

import io.minicrm.settings.Environment;
import io.minicrm.settings.InvalidSettingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/** The webhook exists if WEBHOOK_URL is set. */
final class WebhookFactory implements ChannelFactory {

    private static final String SECRET = "WEBHOOK_SECRET";
    private static final String FORMER_SECRET = "WEBHOOK_SECRET_PREVIOUS";

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
        String secret = environment.secretText(SECRET);
        String former = environment.secretText(FORMER_SECRET);
        if (former != null && secret == null) {
            throw new InvalidSettingException(
                    FORMER_SECRET, InvalidSettingException.NOT_SHOWN, "give " + SECRET + ", too, or neither");
        }
        boolean idempotent = environment.flag("WEBHOOK_IDEMPOTENT", true);
        int connections = environment.integer(
                "WEBHOOK_CONNECTIONS", WebhookSettings.DEFAULT_CONNECTIONS, 1, WebhookSettings.MAX_CONNECTIONS);
        // The record checks all values; reading them separately shows which variable is wrong.
        WebhookSettings settings = Environment.secret(
                "WEBHOOK_URL", () -> new WebhookSettings(uri(url), List.of(), idempotent, connections));
        if (secret != null) {
            settings = signed(settings, SECRET, secret);
        }
        if (former != null) {
            settings = signed(settings, FORMER_SECRET, former);
        }
        return webhook(settings);
    }

    private static WebhookSettings signed(WebhookSettings settings, String variable, String secret) {
        return Environment.secret(variable, () -> settings.alsoSignedWith(secret));
    }

    private static Optional<Start> webhook(WebhookSettings settings) {
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
