package io.minicrm.embedded;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The password of the embedded broker. Every local user can connect to its ports, so every listener asks for it (SASL
 * PLAIN, RFC 4616), and only the owner of the folder can read it. The file is one of Java properties that Kafka's own
 * tools take as {@code --command-config}.
 *
 * <pre>{@code
 * bootstrap.servers=127.0.0.1:9092
 * security.protocol=SASL_PLAINTEXT
 * sasl.mechanism=PLAIN
 * sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="mini-crm" password="…";
 * }</pre>
 *
 * @param file {@code client.properties} in the folder of the broker
 */
public record BrokerLogin(Path file, String password) {

    static final String USER = "mini-crm";

    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    private static final String JAAS = "sasl.jaas.config";
    private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule required";
    private static final Pattern PASSWORD = Pattern.compile("\\bpassword=\"([^\"]+)\"");
    private static final int PASSWORD_BYTES = 32;

    /** The password of the broker in this folder. The first call creates it. */
    static BrokerLogin ofBroker(Path folder) throws IOException {
        Path file = clientProperties(folder);
        if (Files.exists(file)) {
            Matcher stored = PASSWORD.matcher(read(file).getProperty(JAAS, ""));
            if (stored.find()) {
                return new BrokerLogin(file, stored.group(1));
            }
        }
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        return new BrokerLogin(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    /**
     * The settings with which a client logs in to the embedded broker of this machine; empty if there is no broker at
     * this address that keeps its files in the data folder, or this user may not read them.
     *
     * @param dataFolder MINI_CRM_DATA of the process that runs the broker
     * @param brokers the bootstrap servers that the client is to use
     */
    public static Map<String, Object> clientSettings(Path dataFolder, String brokers) {
        Path file = clientProperties(DataFolder.kafka(dataFolder));
        try {
            if (!Files.isReadable(file)) {
                return Map.of();
            }
            Properties stored = read(file);
            return isSame(stored.getProperty(BOOTSTRAP_SERVERS, ""), brokers) ? settings(stored) : Map.of();
        } catch (IOException | IllegalArgumentException unreadable) {
            return Map.of();
        }
    }

    private static boolean isSame(String ours, String brokers) {
        int ourPort = ours.lastIndexOf(':');
        int port = brokers.lastIndexOf(':');
        return ourPort > 0
                && port > 0
                && ours.substring(ourPort).equals(brokers.substring(port))
                && isLoopback(brokers.substring(0, port));
    }

    private static boolean isLoopback(String host) {
        try {
            return !host.contains(",") && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException elsewhere) {
            return false;
        }
    }

    private static Map<String, Object> settings(Properties stored) {
        return stored.stringPropertyNames().stream()
                .filter(name -> !name.equals(BOOTSTRAP_SERVERS))
                .collect(Collectors.toMap(name -> name, stored::getProperty));
    }

    /** The settings with which clients in this process log in. */
    Map<String, Object> clientSettings() {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                JAAS,
                "%s %s;".formatted(MODULE, us()));
    }

    /** What the broker needs to ask for the password on these listeners, and to let nobody else do anything. */
    Map<String, String> brokerSettings(String clientListener, String controllerListener) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "listener.security.protocol.map",
                "%s:SASL_PLAINTEXT,%s:SASL_PLAINTEXT".formatted(clientListener, controllerListener),
                "sasl.enabled.mechanisms",
                "PLAIN",
                "sasl.mechanism.inter.broker.protocol",
                "PLAIN",
                "sasl.mechanism.controller.protocol",
                "PLAIN",
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users",
                "User:" + USER));
        String accounts = "%s %s user_%s=\"%s\";".formatted(MODULE, us(), USER, password);
        for (String listener : List.of(clientListener, controllerListener)) {
            settings.put("listener.name.%s.plain.%s".formatted(listener.toLowerCase(Locale.ROOT), JAAS), accounts);
        }
        return settings;
    }

    private String us() {
        return "username=\"%s\" password=\"%s\"".formatted(USER, password);
    }

    /** Writes the file, for clients in other processes. A crash leaves the former file or the new one. */
    void write(String bootstrapServers) throws IOException {
        StringBuilder text = new StringBuilder("# How clients log in to the embedded broker. Written at each start.\n");
        text.append(BOOTSTRAP_SERVERS).append('=').append(bootstrapServers).append('\n');
        clientSettings()
                .forEach((name, value) ->
                        text.append(name).append('=').append(value).append('\n'));
        Path draft = file.resolveSibling("client.properties.new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, text);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path clientProperties(Path folder) {
        return folder.resolve("client.properties");
    }

    private static Properties read(Path file) throws IOException {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        return properties;
    }

    /** Does not contain the password. */
    @Override
    public String toString() {
        return "BrokerLogin[" + file + "]";
    }
}
