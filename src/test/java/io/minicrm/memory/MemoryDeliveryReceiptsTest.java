package io.minicrm.memory;

import io.minicrm.store.DeliveryReceiptsContract;
import io.minicrm.store.Store;
import java.time.Clock;

final class MemoryDeliveryReceiptsTest extends DeliveryReceiptsContract {

    private static final Store STORE = new MemoryStore(Clock.systemUTC());

    @Override
    protected Store store() {
        return STORE;
    }
}
