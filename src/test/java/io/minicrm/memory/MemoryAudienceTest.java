package io.minicrm.memory;

import io.minicrm.lead.Leads;
import io.minicrm.segment.Audience;
import io.minicrm.store.AudienceContract;
import io.minicrm.store.Store;
import java.time.Clock;

final class MemoryAudienceTest extends AudienceContract {

    private static final Store STORE = new MemoryStore(Clock.systemUTC());

    @Override
    protected Audience audience() {
        return STORE.audience();
    }

    @Override
    protected Leads leads() {
        return STORE.leads();
    }
}
