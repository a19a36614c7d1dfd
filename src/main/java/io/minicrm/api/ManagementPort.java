package io.minicrm.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.connector.Connector;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Serves {@code /actuator} on a port of its own, and nothing else there; the other port does not serve it any more. So
 * a firewall can let monitoring in and keep it from the API, and the other way round.
 *
 * <p>It is a second connector of the same server, and not a server of its own, so that log-in, scopes and the checks of
 * requests are the same on both ports.
 */
public final class ManagementPort implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final String PATH = "/actuator";
    private static final int MOST_CONNECTIONS = 100;
    private static final int THREADS = 10;

    private final String host;
    private final int port;

    private ManagementPort(String host, int port) {
        this.host = host;
        this.port = port;
    }

    /**
     * Has the server open the port when it listens.
     *
     * @param host the address to listen on
     */
    public static void register(GenericApplicationContext spring, String host, int port) {
        spring.registerBean("managementPort", ManagementPort.class, () -> new ManagementPort(host, port));
        spring.registerBean("onePortForEach", FilterRegistrationBean.class, () -> {
            var registration = new FilterRegistrationBean<>(new OnePortForEach(port));
            // After the request has its id, before anybody is asked for a log-in.
            registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
            return registration;
        });
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        var connector = new Connector();
        connector.setPort(port);
        connector.setProperty("address", host);
        connector.setProperty("maxConnections", Integer.toString(MOST_CONNECTIONS));
        connector.setProperty("maxThreads", Integer.toString(THREADS));
        connector.setProperty("connectionTimeout", "20000");
        factory.addAdditionalConnectors(connector);
    }

    /** Answers 404 for what the other port serves. */
    private static final class OnePortForEach extends OncePerRequestFilter {

        private final int managementPort;

        OnePortForEach(int managementPort) {
            this.managementPort = managementPort;
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            String path = request.getRequestURI();
            boolean isManagement = path.equals(PATH) || path.startsWith(PATH + "/");
            if (isManagement == (request.getLocalPort() == managementPort)) {
                chain.doFilter(request, response);
            } else {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
            }
        }
    }
}
