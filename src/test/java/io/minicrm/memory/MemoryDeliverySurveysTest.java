package io.minicrm.memory;

import io.minicrm.store.DeliverySurveysContract;
import io.minicrm.store.Store;
import java.time.Clock;

final class MemoryDeliverySurveysTest extends DeliverySurveysContract {

    private static final Store STORE = new MemoryStore(Clock.systemUTC());

    @Override
    protected Store store() {
        return STORE;
    }
}
