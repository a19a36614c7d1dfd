package io.minicrm.memory;

import io.minicrm.store.CampaignSeriesContract;
import io.minicrm.store.Store;
import java.time.Clock;

final class MemoryCampaignSeriesTest extends CampaignSeriesContract {

    private static final Store STORE = new MemoryStore(Clock.systemUTC());

    @Override
    protected Store store() {
        return STORE;
    }
}
