package io.minicrm.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.connection.ServerConnectionState;
import com.mongodb.connection.ServerDescription;
import com.mongodb.event.ServerDescriptionChangedEvent;
import com.mongodb.event.ServerListener;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Whether the server can read from a snapshot: a member of a replica set or a router of a sharded cluster can, a server
 * of its own refuses. The server is asked with {@code hello}, and again after the connection to it was lost, because it
 * may have been restarted as one of the other kind.
 */
final class Replication implements ServerListener {

    private static final int COMMAND_NOT_FOUND = 59;

    private final AtomicInteger losses = new AtomicInteger();
    private volatile @Nullable Answer answer;

    /** @param losses how often the connection had been lost before the server was asked */
    private record Answer(boolean replicated, int losses) {}

    @Override
    public void serverDescriptionChanged(ServerDescriptionChangedEvent event) {
        if (isConnected(event.getPreviousDescription()) && !isConnected(event.getNewDescription())) {
            losses.incrementAndGet();
        }
    }

    private static boolean isConnected(ServerDescription description) {
        return description.getState() == ServerConnectionState.CONNECTED;
    }

    /** Asks the server only if it was not asked since the connection was last lost. */
    boolean isReplicated(MongoDatabase database) {
        int lost = losses.get();
        Answer known = answer;
        if (known == null || known.losses() != lost) {
            known = new Answer(ask(database), lost);
            answer = known;
        }
        return known.replicated();
    }

    private static boolean ask(MongoDatabase database) {
        try {
            Document hello = database.runCommand(new Document("hello", 1));
            return hello.containsKey("setName")
                    || "isdbgrid".equals(hello.get("msg"))
                    || hello.containsKey("serviceId");
        } catch (MongoCommandException failure) {
            // Servers of MongoDB's protocol that do not know the command have no snapshots either.
            if (failure.getErrorCode() == COMMAND_NOT_FOUND) {
                return false;
            }
            throw failure;
        }
    }
}
