package io.minicrm.channel;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client that channels share: blocking, for virtual threads, with a bounded pool of connections that are kept
 * alive.
 *
 * <p>It says of each request whether the provider can have seen it. A request counts as not sent until its first bytes
 * have been written to a connection: whatever fails before that, and every connection that turns out to be closed by
 * then, is {@link Result.NotSent}.
 *
 * <p>A connection that is used again is where the difference matters: the provider may close it while the next request
 * is on its way. {@link ConnectionReuse} has the rules. A request that found its connection closed is sent again at
 * once on another one.
 *
 * <p>Connecting takes at most 10 s. An answer is awaited until the calling thread is interrupted.
 */
final class ProviderHttp implements AutoCloseable {

    private static final Timeout CONNECT_TIMEOUT = Timeout.ofSeconds(10);
    private static final ContentType CONTENT_TYPE = ContentType.create("application/json");
    private static final int MAX_ANSWER_BYTES = 16 * 1024;
    private static final int MAX_TRIES = 4;

    private final Repeats repeats;
    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;

    /** Where requests go to, taken apart once. */
    record Target(HttpHost host, String pathAndQuery) {

        static Target of(URI url) {
            String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
            String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
            return new Target(new HttpHost(url.getScheme(), url.getHost(), url.getPort()), path + query);
        }
    }

    /** What became of a request. */
    sealed interface Result {

        /**
         * The provider answered.
         *
         * @param body the first 16 KB; empty if the answer ended early
         */
        record Answer(int status, String body, @Nullable String retryAfter) implements Result {}

        /** Nothing was written, so the provider cannot have seen the request. */
        record NotSent(String reason) implements Result {}

        /** Nothing was written, because this process has no files, ports, threads or memory left. */
        record Unable(String reason) implements Result {}

        /** The request was written, at least in part, and no answer came. */
        record NoAnswer(String reason) implements Result {}
    }

    /** @param maxConnections the most connections to one host */
    ProviderHttp(int maxConnections, Repeats repeats) {
        this.repeats = repeats;
        this.connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(maxConnections)
                .setMaxConnTotal(Integer.MAX_VALUE)
                // Callers interrupt what takes too long: a limit on each read costs a third of a request, for a timer.
                .setDefaultSocketConfig(
                        SocketConfig.custom().setSoTimeout(Timeout.DISABLED).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT_TIMEOUT)
                        // ConnectionReuse checks by itself, more strictly.
                        .setValidateAfterInactivity(TimeValue.NEG_ONE_SECOND)
                        .build())
                .setDefaultTlsConfig(
                        TlsConfig.custom().setHandshakeTimeout(CONNECT_TIMEOUT).build())
                .build();
        ConnectionReuse reuse = new ConnectionReuse(repeats, System::nanoTime);
        this.client = HttpClientBuilder.create()
                .setConnectionManager(connections)
                .setRequestExecutor(new TrackingExecutor(reuse))
                .setConnectionReuseStrategy(reuse)
                .setKeepAliveStrategy(reuse)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(CONNECT_TIMEOUT)
                        .build())
                .setRoutePlanner(new KnownRoutes(new SystemDefaultRoutePlanner(ProxySelector.getDefault())))
                .setUserAgent("mini-crm")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .disableConnectionState()
                .build();
    }

    /**
     * Posts JSON and waits for the answer.
     *
     * @throws InterruptedException if the thread was interrupted after the request had been written
     */
    Result post(Target target, Map<String, String> headers, byte[] json) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            Transmission transmission = new Transmission();
            try {
                return exchange(target, request(target, headers, json), transmission);
            } catch (IOException | IllegalStateException failure) {
                boolean interrupted = Thread.interrupted();
                if (interrupted && transmission.isWritten()) {
                    throw (InterruptedException) new InterruptedException("interrupted").initCause(failure);
                }
                boolean repeat = !interrupted
                        && tries < MAX_TRIES
                        && transmission.isReused()
                        && (!transmission.isWritten() || repeats == Repeats.DROPPED);
                if (!repeat) {
                    return failed(transmission, failure);
                }
                // If the provider has closed one connection, it has probably closed the others that are idle.
                connections.closeIdle(TimeValue.ZERO_MILLISECONDS);
            } catch (OutOfMemoryError exhausted) {
                // Of native threads or buffers: a full heap ends a server.
                boolean _ = Thread.interrupted();
                return failed(transmission, exhausted);
            }
        }
    }

    /** Loads what a failure needs: without open files, no class can be loaded when it happens. */
    static {
        boolean _ = Exhaustion.causes(new IOException())
                || new Result.Unable("").equals(new Result.NotSent(""))
                || new Result.NoAnswer("").equals(new Result.NotSent(""));
    }

    private static Result failed(Transmission transmission, Throwable failure) {
        if (transmission.isWritten()) {
            return new Result.NoAnswer(reason(failure));
        }
        return Exhaustion.causes(failure) ? new Result.Unable(reason(failure)) : new Result.NotSent(reason(failure));
    }

    private static BasicClassicHttpRequest request(Target target, Map<String, String> headers, byte[] json) {
        var request = new BasicClassicHttpRequest(Method.POST, target.host(), target.pathAndQuery());
        headers.forEach(request::setHeader);
        request.setEntity(new ByteArrayEntity(json, CONTENT_TYPE));
        return request;
    }

    private Result exchange(Target target, BasicClassicHttpRequest request, Transmission transmission)
            throws IOException {
        HttpClientContext context = HttpClientContext.create();
        transmission.attachTo(context);
        try (ClassicHttpResponse response = client.executeOpen(target.host(), request, context)) {
            Header retryAfter = response.getFirstHeader("Retry-After");
            return new Result.Answer(
                    response.getCode(), body(response.getEntity()), retryAfter == null ? null : retryAfter.getValue());
        }
    }

    /** A status counts even if the rest of the answer is missing. */
    private static String body(@Nullable HttpEntity entity) {
        if (entity == null) {
            return "";
        }
        try {
            return new String(firstBytes(entity), StandardCharsets.UTF_8);
        } catch (IOException endedEarly) {
            return "";
        }
    }

    /**
     * Up to the limit. The connection is free for the next request once the end has been read. The stream is not
     * closed: closing reads the rest, however long. Closing the response drops the connection instead.
     */
    private static byte[] firstBytes(HttpEntity entity) throws IOException {
        long announced = entity.getContentLength();
        // One byte more than there is, to read the end. Reading up to the limit would begin with a buffer of that size,
        // and most answers are a line.
        boolean isShort = announced >= 0 && announced < MAX_ANSWER_BYTES;
        return entity.getContent().readNBytes(isShort ? (int) announced + 1 : MAX_ANSWER_BYTES);
    }

    private static String reason(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    /** Closes all connections at once. Requests in flight end without an answer. */
    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }
}
