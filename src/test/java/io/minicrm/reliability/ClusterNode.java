package io.minicrm.reliability;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** One node of a Kafka cluster, broker and controller, in its own process; arguments: folder, node id, port, voters, cluster id. */
final class ClusterNode {

    private ClusterNode() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int id = Integer.parseInt(arguments[1]);
        int port = Integer.parseInt(arguments[2]);
        format(folder, id, arguments[4]);
        KafkaRaftServer server = new KafkaRaftServer(
                KafkaConfig.fromProps(settings(folder, id, port, arguments[3]), false), Time.SYSTEM);
        server.startup();
        System.out.println("broker listens on 127.0.0.1:" + port);
        new CountDownLatch(1).await();
    }

    private static void format(Path folder, int id, String clusterId) throws Exception {
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(nowhere)
                    .setNodeId(id)
                    .setClusterId(clusterId)
                    .addDirectory(created(folder.resolve("log")))
                    .addDirectory(created(folder.resolve("metadata")))
                    .setMetadataLogDirectory(folder.resolve("metadata").toString())
                    .setControllerListenerName("CONTROLLER")
                    .setIgnoreFormatted(true)
                    .run();
        }
    }

    private static String created(Path folder) throws IOException {
        return Files.createDirectories(folder).toString();
    }

    private static Properties settings(Path folder, int id, int port, String voters) {
        String controller = voters.replaceFirst(".*\\b" + id + "@([^,]+).*", "$1");
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "node.id",
                Integer.toString(id),
                "process.roles",
                "broker,controller",
                "log.dirs",
                folder.resolve("log").toString(),
                "metadata.log.dir",
                folder.resolve("metadata").toString(),
                "listeners",
                "CLIENT://127.0.0.1:%d,CONTROLLER://%s".formatted(port, controller),
                "advertised.listeners",
                "CLIENT://127.0.0.1:" + port,
                "listener.security.protocol.map",
                "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name",
                "CLIENT",
                "controller.listener.names",
                "CONTROLLER",
                "controller.quorum.voters",
                voters));
        // A dead broker's partitions get another leader after this long.
        settings.putAll(Map.of("broker.session.timeout.ms", "4000", "broker.heartbeat.interval.ms", "500"));
        // For the cluster's own topics; those of mini-crm request their replicas themselves.
        settings.putAll(Map.of(
                "offsets.topic.replication.factor", "3",
                "offsets.topic.num.partitions", "6",
                "default.replication.factor", "1",
                "min.insync.replicas", "1",
                "auto.create.topics.enable", "false"));
        // Three brokers share a small machine.
        settings.putAll(Map.of(
                "num.network.threads", "2",
                "num.io.threads", "4",
                "background.threads", "2",
                "log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20),
                "log.index.size.max.bytes", Integer.toString(1 << 20)));
        return settings;
    }
}
