package io.minicrm.memory;

import io.minicrm.store.LimitsContract;
import io.minicrm.store.Store;
import java.time.Clock;

final class MemoryLimitsTest extends LimitsContract {

    private static final Store STORE = new MemoryStore(Clock.systemUTC());

    @Override
    protected Store store() {
        return STORE;
    }
}
