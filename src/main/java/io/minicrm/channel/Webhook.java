package io.minicrm.channel;

import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import io.minicrm.lead.Lead;
import io.minicrm.template.MessageHeader;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * POSTs each message as JSON to one URL. The body of a message is the same at every attempt, as receivers expect for one
 * {@code Idempotency-Key}. The time and the signature, which change with each attempt, are in the headers.
 *
 * @see <a href="https://www.standardwebhooks.com">Standard Webhooks</a>
 */
final class Webhook implements StartedChannel {

    /** The name by which campaigns select this channel. */
    static final String NAME = "webhook";

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_ANSWER_BYTES = 16 * 1024;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final WebhookSettings settings;
    private final com.standardwebhooks.@Nullable Webhook signature;
    private final Clock clock;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("webhook-", 0).factory());
    private final HttpClient client;

    Webhook(WebhookSettings settings, Clock clock) {
        this.settings = settings;
        this.signature = settings.secret() == null ? null : signature(settings.secret());
        this.clock = clock;
        // HTTP/1.1, because an upgrade to h2c never succeeds with a POST as the first request and only costs time.
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(threads)
                .build();
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
    public SendResult send(OutboundMessage message) throws InterruptedException {
        HttpRequest request = request(message);
        HttpResponse<InputStream> response;
        try {
            response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (ConnectException | HttpConnectTimeoutException | SSLHandshakeException unreached) {
            return new SendResult.Transient("cannot connect to " + host() + ": " + said(unreached), null);
        } catch (IOException broken) {
            // The receiver may have the complete request although the connection broke.
            return new SendResult.Uncertain("no answer from " + host() + ": " + said(broken));
        }
        return WebhookAnswer.of(
                response.statusCode(),
                body(response),
                response.headers().firstValue("Retry-After").orElse(null),
                isIdempotent(),
                clock.instant());
    }

    private HttpRequest request(OutboundMessage message) {
        String body = body(message);
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.url())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .header("User-Agent", "mini-crm")
                .header("Idempotency-Key", message.sendId())
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (signature != null) {
            sign(request, signature, message.sendId(), body, clock.instant());
        }
        return request.build();
    }

    private static void sign(
            HttpRequest.Builder request, com.standardwebhooks.Webhook signature, String id, String body, Instant now) {
        long timestamp = now.getEpochSecond();
        try {
            request.header("webhook-id", id)
                    .header("webhook-timestamp", Long.toString(timestamp))
                    .header("webhook-signature", signature.sign(id, timestamp, body));
        } catch (WebhookSigningException impossible) {
            throw new IllegalStateException("Every JDK has HmacSHA256", impossible);
        }
    }

    private static String body(OutboundMessage message) {
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
        return JSON.writeValueAsString(json);
    }

    /** The beginning of the response body. If reading it fails, the status is known all the same. */
    private static String body(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            return new String(body.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
        } catch (IOException brokenOff) {
            return "";
        }
    }

    /** Without path and query, which may contain secrets. */
    private String host() {
        URI url = settings.url();
        return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    private static String said(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    /** Closes the connections and interrupts requests in flight. */
    @Override
    public void close() {
        client.shutdownNow();
        threads.close();
    }
}
