package io.minicrm.store;

import com.mongodb.ConnectionString;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import java.net.InetSocketAddress;
import java.util.UUID;

/**
 * The MongoDB for tests: the one at {@code MONGODB_URI} if that is set, otherwise a stand-in in this process that implements the wire
 * protocol. The stand-in shows that our requests are correct; it does not show how MongoDB itself behaves.
 */
public final class TestMongo {

    private static final String SERVER = server();

    private TestMongo() {}

    /** The URL of a new, empty database, which is dropped when the JVM ends. */
    public static String newDatabaseUrl() {
        String name = "minicrm-test-" + UUID.randomUUID();
        ConnectionString server = new ConnectionString(SERVER);
        if (isReal()) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> drop(name)));
        }
        int query = SERVER.indexOf('?');
        String base = query < 0 ? SERVER : SERVER.substring(0, query);
        String options = query < 0 ? "" : SERVER.substring(query);
        String hosts = server.getDatabase() == null ? base : base.substring(0, base.lastIndexOf('/'));
        return (hosts.endsWith("/") ? hosts : hosts + "/") + name + options;
    }

    /** Where the server is; of several, the first. */
    public static InetSocketAddress address() {
        ServerAddress first =
                new ServerAddress(new ConnectionString(SERVER).getHosts().getFirst());
        return new InetSocketAddress(first.getHost(), first.getPort());
    }

    /** The same database, its server reached at that port of this machine. */
    public static String through(int port, String databaseUrl) {
        String moved = databaseUrl.replaceFirst("(mongodb://(?:[^@/]*@)?)[^/]+", "$1127.0.0.1:" + port);
        return moved + (moved.contains("?") ? "&" : "?") + "directConnection=true";
    }

    /** True if the tests run against a MongoDB and not against the stand-in. */
    public static boolean isReal() {
        return System.getenv("MONGODB_URI") != null;
    }

    /**
     * False for a text that the stand-in puts in the wrong place: it compares by UTF-16 unit, where the characters from U+E000 to
     * U+FFFF come after those beyond them. MongoDB compares by code point.
     */
    public static boolean isOrderedByTheStandIn(String text) {
        return text.chars().noneMatch(c -> c >= 0xE000);
    }

    private static String server() {
        if (isReal()) {
            return System.getenv("MONGODB_URI");
        }
        MongoServer standIn = new MongoServer(new KeyedMemoryBackend().version(ServerVersion.MONGO_5_0));
        InetSocketAddress address = standIn.bind();
        Runtime.getRuntime().addShutdownHook(new Thread(standIn::shutdownNow));
        return "mongodb://127.0.0.1:" + address.getPort();
    }

    private static void drop(String database) {
        try (MongoClient client = MongoClients.create(SERVER)) {
            client.getDatabase(database).drop();
        }
    }
}
