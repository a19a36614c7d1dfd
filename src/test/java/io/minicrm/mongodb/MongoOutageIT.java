package io.minicrm.mongodb;

import io.minicrm.store.OutageContract;
import io.minicrm.store.Store;
import io.minicrm.store.TestMongo;
import java.net.InetSocketAddress;

final class MongoOutageIT extends OutageContract {

    @Override
    protected InetSocketAddress server() {
        return TestMongo.address();
    }

    @Override
    protected Store open(int port) {
        return MongoStore.open(TestMongo.through(port, TestMongo.newDatabaseUrl()) + "&socketTimeoutMS=10000");
    }
}
