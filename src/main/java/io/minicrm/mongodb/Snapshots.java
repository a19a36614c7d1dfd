package io.minicrm.mongodb;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.client.MongoDatabase;
import io.minicrm.segment.Rule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a whole audience is read: from one snapshot where the server has snapshots. MongoDB keeps a snapshot for five
 * minutes unless it is told otherwise; an audience that takes longer would be read again and again, and never to its
 * end. So after the second loss the audience is read without a snapshot.
 */
final class Snapshots {

    /** SnapshotTooOld, SnapshotUnavailable. */
    private static final Set<Integer> LOST = Set.of(239, 246);

    private static final int LOSSES = 2;
    private static final int REMEMBERED = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    private final MongoDatabase database;
    private final Replication replication;
    private final Map<Rule, Integer> losses = new LinkedHashMap<>();

    Snapshots(MongoDatabase database, Replication replication) {
        this.database = database;
        this.replication = replication;
    }

    /** Reads an audience. Pages that were read before the failure are read again by the next attempt. */
    void read(Rule rule, Reading reading) {
        if (!replication.isReplicated(database)) {
            reading.read(ReadConcern.LOCAL);
            return;
        }
        if (lossesOf(rule) >= LOSSES) {
            LOG.warn(
                    "The server lost the snapshot of an audience {} times before all of it was read, so this plan is"
                            + " made without one: a lead that is stored or deleted meanwhile may or may not be in it."
                            + " Raise minSnapshotHistoryWindowInSeconds.",
                    LOSSES);
            reading.read(ReadConcern.MAJORITY);
            forget(rule);
            return;
        }
        try {
            reading.read(ReadConcern.SNAPSHOT);
        } catch (MongoException failure) {
            if (LOST.contains(failure.getCode())) {
                remember(rule);
            }
            throw failure;
        }
        forget(rule);
    }

    private synchronized int lossesOf(Rule rule) {
        return losses.getOrDefault(rule, 0);
    }

    private synchronized void remember(Rule rule) {
        losses.merge(rule, 1, Integer::sum);
        if (losses.size() > REMEMBERED) {
            losses.remove(losses.keySet().iterator().next());
        }
    }

    private synchronized void forget(Rule rule) {
        losses.remove(rule);
    }

    /** Reads an audience with that read concern. */
    interface Reading {
        void read(ReadConcern concern);
    }
}
