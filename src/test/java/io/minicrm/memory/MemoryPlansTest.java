package io.minicrm.memory;

import io.minicrm.store.PlansContract;
import io.minicrm.store.Store;
import java.time.Clock;

final class MemoryPlansTest extends PlansContract {

    private static final Store STORE = new MemoryStore(Clock.systemUTC());

    @Override
    protected Store store() {
        return STORE;
    }
}
