package io.minicrm.importing;

import io.minicrm.importing.ImportFolder.Received;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.util.function.BooleanSupplier;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.util.Timeout;

/**
 * Downloads a file into the import folder. Redirects are not followed, because they could lead anywhere. A server that
 * sends nothing for half a minute has failed.
 */
final class Download {

    private static final Timeout PATIENCE = Timeout.ofSeconds(30);
    private static final Timeout CONNECT_TIMEOUT = Timeout.ofSeconds(10);
    private static final int MEGABYTE = 20;

    private final ImportFolder folder;
    private final long maxBytes;

    Download(ImportFolder folder, long maxBytes) {
        this.folder = folder;
        this.maxBytes = maxBytes;
    }

    /** A download that was stopped before its end. */
    static final class StoppedException extends IOException {

        private static final long serialVersionUID = 1L;
    }

    /**
     * Downloads a file.
     *
     * @param stops asked while the file is received, whether it should end
     * @throws InvalidImportOrderException if the server does not answer with a file, or with too large a one
     * @throws StoppedException if it was stopped
     * @throws ImportNotPossibleException if the file cannot be kept
     */
    Received get(URI url, BooleanSupplier stops) throws StoppedException {
        try (CloseableHttpClient client = client()) {
            HttpGet request = new HttpGet(url);
            // A length that is known, and no archive that grows when it is unpacked.
            request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
            return client.execute(request, response -> received(request, response, stops));
        } catch (StoppedException stopped) {
            throw stopped;
        } catch (IOException failure) {
            if (stops.getAsBoolean()) {
                throw new StoppedException();
            }
            throw ImportUrls.refused("cannot be downloaded (%s); check the address, and start the import again"
                    .formatted(failure.getClass().getSimpleName()));
        }
    }

    /** Without the abort, the client would first read the rest of what it does not want. */
    private Received received(HttpGet request, ClassicHttpResponse response, BooleanSupplier stops) throws IOException {
        boolean complete = false;
        try {
            Received received = receive(response, stops);
            complete = true;
            return received;
        } finally {
            if (!complete) {
                request.abort();
            }
        }
    }

    private Received receive(ClassicHttpResponse response, BooleanSupplier stops) throws IOException {
        if (response.getCode() != HttpStatus.SC_OK || response.getEntity() == null) {
            throw ImportUrls.refused(
                    "was answered with status %d; give the address of a CSV file, because redirects are not followed"
                            .formatted(response.getCode()));
        }
        if (response.getEntity().getContentLength() > maxBytes) {
            throw tooLarge();
        }
        return folder.receive(new Limited(response.getEntity().getContent(), stops));
    }

    private InvalidImportOrderException tooLarge() {
        return ImportUrls.refused(
                "has more than %,d MB, the limit of the setting IMPORT_MAX_MB".formatted(maxBytes >> MEGABYTE));
    }

    private static CloseableHttpClient client() {
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT_TIMEOUT)
                        .setSocketTimeout(PATIENCE)
                        .build())
                .setDefaultTlsConfig(
                        TlsConfig.custom().setHandshakeTimeout(CONNECT_TIMEOUT).build())
                .build();
        return HttpClientBuilder.create()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(
                        RequestConfig.custom().setResponseTimeout(PATIENCE).build())
                .setRoutePlanner(new SystemDefaultRoutePlanner(ProxySelector.getDefault()))
                .setUserAgent("mini-crm")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .build();
    }

    /** Ends at the limit, or when the import is stopped. */
    private final class Limited extends FilterInputStream {

        private final BooleanSupplier stops;
        private long received;

        Limited(InputStream in, BooleanSupplier stops) {
            super(in);
            this.stops = stops;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (stops.getAsBoolean()) {
                throw new StoppedException();
            }
            int read = super.read(buffer, offset, length);
            received += Math.max(0, read);
            if (received > maxBytes) {
                throw tooLarge();
            }
            return read;
        }
    }
}
