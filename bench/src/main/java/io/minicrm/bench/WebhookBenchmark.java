package io.minicrm.bench;

import io.minicrm.console.CampaignNumbers;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import tools.jackson.databind.JsonNode;

/**
 * A campaign over the webhook, and the HTTP client alone: both post as many messages to the same provider, over the
 * same number of connections, in the same run.
 */
final class WebhookBenchmark implements Benchmark {

    private static final int CONNECTIONS = 64;
    private static final int MOST_LEADS = 1_000_000;
    private static final int MOST_WARM_UP = 200_000;
    private static final double MICROS = 1e6;
    private static final byte[] BODY = """
            {"send_id":"0123456789abcdef0123456789abcdef","campaign_id":"01980000000000000000000000000000",\
            "lead_id":"lead-0000001","to":"lead0000001@example.com",\
            "body":"Hi Ann Example, thank you for your 12 visits from Germany!"}""".getBytes(StandardCharsets.UTF_8);

    /** @param client processor seconds of the client's process */
    private record Bare(double perSecond, double client) {}

    /** What a campaign took; leads that are skipped are no messages. */
    private record Sent(long messages, double perSecond, CpuTime cpu) {}

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public String description() {
        return "a campaign over HTTP, and the HTTP client alone, to the same provider";
    }

    @Override
    public boolean isDefault() {
        return false;
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        int leads = Math.min(MOST_LEADS, session.options().leads());
        int warmUp = Math.min(MOST_WARM_UP, leads);
        Process sink = startSink();
        try (BufferedReader output = sink.inputReader()) {
            URI url = URI.create("http://127.0.0.1:" + output.readLine());
            session.ensureLeads(session.options().leads());
            ServerProcess server = session.server(Map.of("WEBHOOK_URL", url + "/messages"));
            campaign(server, url, warmUp);
            Bare bare = alone(url, warmUp, leads);
            Sent sent = campaign(server, url, leads);
            String what = "webhook, %,d messages".formatted(sent.messages());
            return List.of(
                    Figure.of(name(), what, sent.perSecond(), "messages/s")
                            .goal("0.5 of the HTTP client alone")
                            .againstRate(bare.perSecond())
                            .with("connections", CONNECTIONS)
                            .with("load_average", Machine.load()),
                    Figure.of(
                                    name(),
                                    "processor time per message, server and PostgreSQL",
                                    sent.cpu().serverMicrosPerLead(sent.messages())
                                            + sent.cpu().postgresMicrosPerLead(sent.messages()),
                                    "µs")
                            .againstTime(bare.client() * MICROS / leads)
                            .with("server_microseconds", sent.cpu().serverMicrosPerLead(sent.messages()))
                            .with("postgres_microseconds", sent.cpu().postgresMicrosPerLead(sent.messages())));
        } finally {
            sink.destroy();
        }
    }

    private static Process startSink() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WebhookSink.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** From POST until every message is settled; the provider must have got each. */
    private static Sent campaign(ServerProcess server, URI url, int leads) throws Exception {
        BenchApi api = server.api();
        long before = received(url);
        api.putSegment("webhook", """
                {"combinator": "and", "rules": [{"field": "id", "operator": "<", "value": "%s"}]}
                """.formatted(GeneratedLeads.id(leads)));
        CpuTime idle = CpuTime.of(server);
        long begin = System.nanoTime();
        String id = api.launch("webhook", Map.of("channel", "webhook"))
                .get("campaign_id")
                .stringValue();
        JsonNode campaign = api.awaitCompleted(id);
        double seconds = secondsSince(begin);
        CpuTime cpu = CpuTime.of(server).since(idle);
        CampaignRun.check(server.database(), campaign, leads);
        long sent = CampaignNumbers.of(campaign).sent();
        InconsistentFiguresException.check("messages at the provider", sent, received(url) - before);
        return new Sent(sent, sent / seconds, cpu);
    }

    private static Bare alone(URI url, int warmUp, int messages)
            throws IOException, InterruptedException, ExecutionException {
        try (CloseableHttpClient client = client()) {
            post(client, url, warmUp);
            long before = received(url);
            Duration idle = cpu();
            long begin = System.nanoTime();
            post(client, url, messages);
            double seconds = secondsSince(begin);
            Duration used = cpu().minus(idle);
            InconsistentFiguresException.check("messages of the client alone", messages, received(url) - before);
            return new Bare(messages / seconds, CampaignRun.seconds(used));
        }
    }

    private static CloseableHttpClient client() {
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(CONNECTIONS)
                        .setMaxConnTotal(CONNECTIONS)
                        .build())
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableContentCompression()
                .build();
    }

    private static void post(CloseableHttpClient client, URI url, int messages)
            throws InterruptedException, ExecutionException {
        var left = new AtomicInteger(messages);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> senders = Stream.<Future<?>>generate(() -> threads.submit(() -> {
                        while (left.getAndDecrement() > 0) {
                            post(client, url);
                        }
                        return null;
                    }))
                    .limit(CONNECTIONS)
                    .toList();
            for (Future<?> sender : senders) {
                sender.get();
            }
        }
    }

    private static void post(CloseableHttpClient client, URI url) throws IOException {
        var post = new HttpPost(url + "/messages");
        post.setEntity(new ByteArrayEntity(BODY, ContentType.APPLICATION_JSON));
        int status = client.execute(post, response -> {
            EntityUtils.consume(response.getEntity());
            return response.getCode();
        });
        InconsistentFiguresException.check("status of the provider", HttpStatus.SC_OK, status);
    }

    private static long received(URI url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return Long.parseLong(client.send(
                            HttpRequest.newBuilder(url.resolve("/count")).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body());
        }
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static double secondsSince(long begin) {
        return (System.nanoTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
