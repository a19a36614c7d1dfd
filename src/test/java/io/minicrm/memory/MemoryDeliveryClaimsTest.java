package io.minicrm.memory;

import io.minicrm.store.DeliveryClaimsContract;
import io.minicrm.store.Store;
import java.time.Clock;

final class MemoryDeliveryClaimsTest extends DeliveryClaimsContract {

    private static final Store STORE = new MemoryStore(Clock.systemUTC());

    @Override
    protected Store store() {
        return STORE;
    }
}
