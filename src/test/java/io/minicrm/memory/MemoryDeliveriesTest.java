package io.minicrm.memory;

import io.minicrm.store.DeliveriesContract;
import io.minicrm.store.Store;
import java.time.Clock;

final class MemoryDeliveriesTest extends DeliveriesContract {

    private static final Store STORE = new MemoryStore(Clock.systemUTC());

    @Override
    protected Store store() {
        return STORE;
    }
}
