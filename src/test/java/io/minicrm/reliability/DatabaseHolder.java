package io.minicrm.reliability;

import io.minicrm.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The embedded PostgreSQL in its own process; argument: folder. It uses another port at each start. */
final class DatabaseHolder {

    private DatabaseHolder() {}

    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of(arguments[0]));
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
        System.out.printf(
                "database at %s %s %s%n",
                postgres.jdbcUrl().replaceFirst(".*:(\\d+)/.*", "$1"), postgres.user(), postgres.password());
        new CountDownLatch(1).await();
    }
}
