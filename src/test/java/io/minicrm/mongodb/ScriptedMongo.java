package io.minicrm.mongodb;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.minicrm.store.KeyedMemoryBackend;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Function;

/** The stand-in, except that a script answers some of the commands, as another server of MongoDB's protocol would. */
final class ScriptedMongo implements AutoCloseable {

    private final MongoServer server;
    private final InetSocketAddress address;

    /** @param script the answer to a command; empty if the stand-in shall answer */
    ScriptedMongo(Function<Document, Optional<Document>> script) {
        server = new MongoServer(new Backend(script).version(ServerVersion.MONGO_5_0));
        address = server.bind();
    }

    String url() {
        return "mongodb://127.0.0.1:%d/crm".formatted(address.getPort());
    }

    InetSocketAddress address() {
        return address;
    }

    /** An answer that refuses the command. */
    static Document refusal(int code) {
        throw new MongoServerError(code, "Code" + code, "refused by the script");
    }

    /** The answer of a member of a replica set to {@code hello}. */
    static Document replicaSetMember() {
        return new Document("ok", 1).append("setName", "rs0");
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static final class Backend extends KeyedMemoryBackend {

        private final Function<Document, Optional<Document>> script;

        Backend(Function<Document, Optional<Document>> script) {
            this.script = script;
        }

        @Override
        public Document handleMessage(MongoMessage message) {
            return script.apply(message.getDocument()).orElseGet(() -> super.handleMessage(message));
        }
    }
}
