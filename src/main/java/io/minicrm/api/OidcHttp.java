package io.minicrm.api;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Requests to an identity provider. Each has a time limit and a limit for its answer, because a person waits for it,
 * and follows no redirects: the addresses are those that the provider announces.
 */
final class OidcHttp {

    /** How long a request may take, its answer included. */
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** The longest answer. Keys and metadata have some kilobytes. */
    static final long MAX_ANSWER_BYTES = 1 << 20;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    private final JdkClientHttpRequestFactory requests;

    OidcHttp() {
        requests = new JdkClientHttpRequestFactory(HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build());
        requests.setReadTimeout(TIMEOUT);
    }

    /** For metadata, keys and claims. */
    RestTemplate forDocuments() {
        RestTemplate rest = new RestTemplate(requests);
        rest.setInterceptors(List.of(limit()));
        return rest;
    }

    /** For tokens. */
    RestClient forTokens() {
        return RestClient.builder()
                .requestFactory(requests)
                .requestInterceptor(limit())
                .configureMessageConverters(converters -> converters
                        .addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build();
    }

    private static ClientHttpRequestInterceptor limit() {
        return (request, body, execution) -> new Limited(execution.execute(request, body));
    }

    /** An answer that ends with an error where it is too long. */
    private record Limited(ClientHttpResponse whole) implements ClientHttpResponse {

        @Override
        public HttpStatusCode getStatusCode() throws IOException {
            return whole.getStatusCode();
        }

        @Override
        public String getStatusText() throws IOException {
            return whole.getStatusText();
        }

        @Override
        public HttpHeaders getHeaders() {
            return whole.getHeaders();
        }

        @Override
        public InputStream getBody() throws IOException {
            return new BoundedAnswer(whole.getBody());
        }

        @Override
        public void close() {
            whole.close();
        }
    }

    /** Unlike {@link LimitedStream}, it does not read what is left: that may have no end. */
    private static final class BoundedAnswer extends java.io.FilterInputStream {

        private long left = MAX_ANSWER_BYTES;

        BoundedAnswer(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            if (next >= 0) {
                take(1);
            }
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            if (count > 0) {
                take(count);
            }
            return count;
        }

        private void take(int count) throws IOException {
            left -= count;
            if (left < 0) {
                throw new IOException("the answer has more than %,d bytes".formatted(MAX_ANSWER_BYTES));
            }
        }
    }
}
