package io.minicrm.memory;

import io.minicrm.store.StalledChunksContract;
import io.minicrm.store.Store;
import java.time.Clock;

final class MemoryStalledChunksTest extends StalledChunksContract {

    private static final Store STORE = new MemoryStore(Clock.systemUTC());

    @Override
    protected Store store() {
        return STORE;
    }
}
