package io.minicrm.channel;

import java.io.IOException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Executes a request on its connection, and notes in its {@link Transmission} whether bytes were written. */
final class TrackingExecutor extends HttpRequestExecutor {

    private final ConnectionReuse reuse;

    TrackingExecutor(ConnectionReuse reuse) {
        this.reuse = reuse;
    }

    @Override
    public ClassicHttpResponse execute(
            ClassicHttpRequest request,
            HttpClientConnection connection,
            @Nullable HttpResponseInformationCallback callback,
            HttpContext context)
            throws IOException, HttpException {
        Transmission transmission = Transmission.of(context);
        EndpointDetails endpoint = connection.getEndpointDetails();
        if (transmission == null || endpoint == null) {
            return super.execute(request, connection, callback, context);
        }
        long earlierBytes = endpoint.getSentBytesCount();
        if (endpoint.getResponseCount() > 0) {
            transmission.onReusedConnection();
            if (!reuse.isAlive(connection, endpoint.getResponseCount())) {
                connection.close();
                throw new ConnectionClosedException("the connection was closed before the request was written");
            }
        }
        try {
            return super.execute(request, connection, callback, context);
        } catch (IOException | HttpException | RuntimeException failure) {
            if (transmission.isReused()) {
                reuse.foundClosed();
            }
            throw failure;
        } finally {
            // Also after an answer, because its processing may still fail. The count rises after a write has succeeded.
            // The first write carries the head and fits into an empty socket buffer: it fails before any byte has left,
            // or not at all.
            if (endpoint.getSentBytesCount() > earlierBytes) {
                transmission.bytesWritten();
            }
        }
    }
}
