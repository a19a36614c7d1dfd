package io.minicrm.reliability;

import io.minicrm.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The embedded broker in its own process; arguments: folder, port. */
final class BrokerHolder {

    private BrokerHolder() {}

    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedKafka broker =
                EmbeddedKafka.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]), EmbeddedKafka.Clients.ALL);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        System.out.println("broker listens on " + broker.bootstrapServers());
        new CountDownLatch(1).await();
    }
}
