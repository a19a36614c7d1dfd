package io.minicrm.memory;

import io.minicrm.store.CampaignsContract;
import io.minicrm.store.Store;
import java.time.Clock;

final class MemoryCampaignsTest extends CampaignsContract {

    private static final Store STORE = new MemoryStore(Clock.systemUTC());

    @Override
    protected Store store() {
        return STORE;
    }
}
