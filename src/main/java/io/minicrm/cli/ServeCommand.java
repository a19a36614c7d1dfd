package io.minicrm.cli;

import io.minicrm.app.Role;
import io.minicrm.app.Server;
import io.minicrm.app.Settings;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the server until it is told to stop. */
@Command(
        name = "serve",
        description = "Run the server: embedded broker and database unless KAFKA_BROKERS and DATABASE_URL name others.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: mini-crm serve --roles sender,receipts"})
final class ServeCommand implements Callable<Integer> {

    @Option(
            names = "--roles",
            paramLabel = "ROLE[,ROLE]",
            description = "What this process does: api, publisher, expander, sender, receipts, stats. Default: all.")
    private @Nullable String roles;

    @Override
    public Integer call() throws InterruptedException {
        Set<Role> chosen = roles == null ? Role.all() : Role.parse(roles);
        Server server = Server.start(Settings.from(System.getenv()), chosen);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.close();
            stopped.countDown();
        }));
        System.out.printf(
                "mini-crm listens on http://localhost:%d/api/v1 (Kafka: %s). Stop it with Ctrl-C.%n",
                server.port(), server.brokers());
        stopped.await();
        return 0;
    }
}
