package io.minicrm.api;

import java.io.IOException;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Tomcat's HTTP/1.1, in which the thread of a request can ask whether the client is still connected. Tomcat itself
 * finds that out only when it reads or writes, and it does neither while a request is being answered.
 *
 * <p>Public because Tomcat creates it by its name.
 */
public final class WatchedHttpProtocol extends Http11NioProtocol {

    private static final ScopedValue<SocketWrapperBase<?>> SOCKET = ScopedValue.newInstance();

    @Override
    protected Processor createProcessor() {
        return new WatchedProcessor(this, getAdapter());
    }

    /** The connection of the request that this thread answers. */
    static Connection connection() {
        return SOCKET.isBound() ? new SocketConnection(SOCKET.get()) : () -> true;
    }

    /** A client's connection. */
    @FunctionalInterface
    interface Connection {

        /**
         * False once the client has closed the connection, or its sending half. It is true if the client has sent
         * anything more, such as its next request, because the end comes after that.
         *
         * <p>Any thread may ask, but not while another reads the body of the request, or after it was answered.
         */
        boolean isOpen();
    }

    private record SocketConnection(SocketWrapperBase<?> socket) implements Connection {

        /** What is read here stays in Tomcat's buffer, which is where it looks for the next request first. */
        @Override
        public boolean isOpen() {
            try {
                socket.isReadyForRead();
                return true;
            } catch (IOException closedOrBroken) {
                return false;
            }
        }
    }

    private static final class WatchedProcessor extends Http11Processor {

        WatchedProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
            super(protocol, adapter);
        }

        @Override
        public SocketState service(SocketWrapperBase<?> socket) throws IOException {
            return ScopedValue.where(SOCKET, socket).call(() -> super.service(socket));
        }
    }
}
