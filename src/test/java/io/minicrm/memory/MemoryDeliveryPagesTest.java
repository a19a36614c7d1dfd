package io.minicrm.memory;

import io.minicrm.store.DeliveryPagesContract;
import io.minicrm.store.Store;
import java.time.Clock;

final class MemoryDeliveryPagesTest extends DeliveryPagesContract {

    private static final Store STORE = new MemoryStore(Clock.systemUTC());

    @Override
    protected Store store() {
        return STORE;
    }
}
