package io.minicrm.channel;

import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import io.minicrm.lead.Lead;
import io.minicrm.template.MessageHeader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * POSTs each message as JSON to one URL. The body of a message is the same at every attempt, as receivers expect for
 * one {@code Idempotency-Key}. The time and the signature, which change with each attempt, are in the headers.
 *
 * @see <a href="https://www.standardwebhooks.com">Standard Webhooks</a>
 */
final class Webhook implements StartedChannel {

    /** The name by which campaigns select this channel. */
    static final String NAME = "webhook";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final WebhookSettings settings;
    private final List<com.standardwebhooks.Webhook> signatures;
    private final Clock clock;
    private final ProviderHttp.Target target;
    private final ProviderHttp http;

    Webhook(WebhookSettings settings, Clock clock) {
        this.settings = settings;
        this.signatures = settings.secrets().stream().map(Webhook::signature).toList();
        this.clock = clock;
        this.target = ProviderHttp.Target.of(settings.url());
        this.http =
                new ProviderHttp(settings.connections(), settings.idempotent() ? Repeats.DROPPED : Repeats.DELIVERED);
    }

    private static com.standardwebhooks.Webhook signature(String secret) {
        try {
            return new com.standardwebhooks.Webhook(secret);
        } catch (EmptyWebhookSecretException empty) {
            throw new IllegalArgumentException("The webhook's secret is empty", empty);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean isIdempotent() {
        return settings.idempotent();
    }

    @Override
    public @Nullable String addressOf(Lead lead) {
        return EmailOrPhone.of(lead);
    }

    @Override
    public boolean isAddress(String text) {
        return EmailOrPhone.isOne(text);
    }

    @Override
    public int concurrency() {
        return settings.connections();
    }

    @Override
    public SendResult send(OutboundMessage message) throws InterruptedException {
        byte[] body = body(message);
        return switch (http.post(target, headers(message, body), body)) {
            case ProviderHttp.Result.Answer answer ->
                WebhookAnswer.of(answer.status(), answer.body(), answer.retryAfter(), isIdempotent(), clock.instant());
            case ProviderHttp.Result.NotSent(String reason) ->
                new SendResult.Transient("cannot reach " + host() + ": " + reason, null);
            case ProviderHttp.Result.Unable(String reason) -> new SendResult.Unable(reason);
            case ProviderHttp.Result.NoAnswer(String reason) ->
                new SendResult.Uncertain("no answer from " + host() + ": " + reason);
        };
    }

    private Map<String, String> headers(OutboundMessage message, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "application/json");
        headers.put("Idempotency-Key", message.sendId());
        if (!signatures.isEmpty()) {
            sign(headers, message.sendId(), new String(body, StandardCharsets.UTF_8), clock.instant());
        }
        return headers;
    }

    /** A signature for each secret: receivers accept a message if one of them is theirs. */
    private void sign(Map<String, String> headers, String id, String body, Instant now) {
        long timestamp = now.getEpochSecond();
        StringJoiner signed = new StringJoiner(" ");
        try {
            for (com.standardwebhooks.Webhook signature : signatures) {
                signed.add(signature.sign(id, timestamp, body));
            }
        } catch (WebhookSigningException impossible) {
            throw new IllegalStateException("Every JDK has HmacSHA256", impossible);
        }
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", Long.toString(timestamp));
        headers.put("webhook-signature", signed.toString());
    }

    private static byte[] body(OutboundMessage message) {
        ObjectNode json = JSON.createObjectNode();
        json.put("send_id", message.sendId());
        json.put("campaign_id", message.campaignId());
        json.put("lead_id", message.leadId());
        json.put("to", message.to());
        for (MessageHeader header : MessageHeader.values()) {
            String line = message.headers().get(header);
            if (line != null) {
                json.put(header.code(), line);
            }
        }
        json.put("body", message.body());
        return JSON.writeValueAsBytes(json);
    }

    /** Without path and query, which may hold secrets. */
    private String host() {
        URI url = settings.url();
        return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    /** Closes the connections, so that sends in flight end without an answer. */
    @Override
    public void close() {
        http.close();
    }
}
