package io.minicrm.memory;

import io.minicrm.store.Store;
import io.minicrm.store.TalliesContract;
import java.time.Clock;

final class MemoryTalliesTest extends TalliesContract {

    private static final Store STORE = new MemoryStore(Clock.systemUTC());

    @Override
    protected Store store() {
        return STORE;
    }
}
