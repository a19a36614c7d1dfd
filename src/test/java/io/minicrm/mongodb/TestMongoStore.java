package io.minicrm.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.minicrm.campaign.Campaigns;
import io.minicrm.delivery.DeliveryLog;
import io.minicrm.delivery.Limits;
import io.minicrm.delivery.Plans;
import io.minicrm.lead.Leads;
import io.minicrm.segment.Audience;
import io.minicrm.segment.Segments;
import io.minicrm.store.Store;
import io.minicrm.store.TestMongo;
import java.util.Objects;

/** The ports of the delivery side on the shared test database, one for the JVM. */
final class TestMongoStore implements Store {

    static final Store STORE = new TestMongoStore();

    private final MongoClient client;
    private final MongoDatabase database;

    private TestMongoStore() {
        ConnectionString url = new ConnectionString(TestMongo.newDatabaseUrl());
        this.client = MongoClients.create(url);
        this.database =
                client.getDatabase(Objects.requireNonNull(url.getDatabase())).withWriteConcern(WriteConcern.MAJORITY);
        // Twice: every process does so at its start.
        for (int i = 0; i < 2; i++) {
            MongoCampaigns.prepare(database);
            MongoPlans.prepare(database);
            MongoDeliveryLog.prepare(database);
            MongoLimits.prepare(database);
        }
    }

    @Override
    public Leads leads() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Segments segments() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Audience audience() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Campaigns campaigns() {
        return new MongoCampaigns(database);
    }

    @Override
    public Plans plans() {
        return new MongoPlans(database);
    }

    @Override
    public DeliveryLog deliveryLog() {
        return new MongoDeliveryLog(database);
    }

    @Override
    public Limits limits() {
        return new MongoLimits(database);
    }

    @Override
    public boolean isUnavailable(Throwable failure) {
        return false;
    }

    @Override
    public void close() {
        client.close();
    }
}
