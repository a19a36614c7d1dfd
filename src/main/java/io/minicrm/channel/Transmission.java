package io.minicrm.channel;

import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one try to send a request: which kind of connection it got, and whether bytes of it were written.
 */
final class Transmission {

    private static final String ATTRIBUTE = Transmission.class.getName();

    private boolean reused;
    private boolean written;

    void attachTo(HttpContext context) {
        context.setAttribute(ATTRIBUTE, this);
    }

    /**
     * The transmission that the context belongs to; null for a request that the client makes by itself, such as CONNECT
     * to a proxy.
     */
    static @Nullable Transmission of(HttpContext context) {
        return (Transmission) context.getAttribute(ATTRIBUTE);
    }

    void onReusedConnection() {
        reused = true;
    }

    void bytesWritten() {
        written = true;
    }

    /** Whether its connection had carried a request before. */
    boolean isReused() {
        return reused;
    }

    /** Whether the provider can have seen any of it. */
    boolean isWritten() {
        return written;
    }
}
