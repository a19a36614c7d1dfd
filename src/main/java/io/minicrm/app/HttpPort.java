package io.minicrm.app;

import io.minicrm.settings.InvalidSettingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;

/** The address that HTTP listens on. */
final class HttpPort {

    private HttpPort() {}

    /**
     * Checks whether the server will be able to listen.
     *
     * @throws InvalidSettingException if it will not, naming HOST, PORT or MANAGEMENT_PORT
     */
    static void requireFree(HttpSettings settings) {
        requireFree(settings.host(), "PORT", settings.port(), "another port (0 picks a free one)");
        if (settings.managementPort() != 0) {
            requireFree(settings.host(), HttpSettings.MANAGEMENT_PORT, settings.managementPort(), "another port");
        }
    }

    private static void requireFree(String host, String variable, int port, String fix) {
        InetAddress address = resolve(host);
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, port));
        } catch (IOException refused) {
            if (!isLocalAddress(address)) {
                throw new InvalidSettingException(
                        "HOST", host, "give an address of this machine, such as 127.0.0.1 or 0.0.0.0");
            }
            throw new InvalidSettingException(
                    variable,
                    Integer.toString(port),
                    "cannot listen there (%s); stop the program that uses it, or give %s"
                            .formatted(refused.getMessage(), fix));
        }
    }

    private static InetAddress resolve(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw new InvalidSettingException(
                    "HOST", host, "give an address of this machine, such as 127.0.0.1 or 0.0.0.0");
        }
    }

    private static boolean isLocalAddress(InetAddress address) {
        try (ServerSocket anyPort = new ServerSocket()) {
            anyPort.bind(new InetSocketAddress(address, 0));
            return true;
        } catch (IOException notLocal) {
            return false;
        }
    }

    /** The URL by which a client on this machine reaches the server. */
    static URI url(String host, int port) {
        boolean isLocal = host.equals("127.0.0.1") || host.equals("0.0.0.0") || host.equals("::");
        String name = isLocal ? "localhost" : host.indexOf(':') < 0 ? host : "[" + host + "]";
        return URI.create("http://%s:%d".formatted(name, port));
    }
}
