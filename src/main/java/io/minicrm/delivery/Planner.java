package io.minicrm.delivery;

import io.minicrm.campaign.Campaign;
import io.minicrm.chunk.Chunker;
import io.minicrm.segment.Audience;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Freezes a campaign's audience: reads it once, in one snapshot, cuts it and stores the chunks. The plan is the campaign's outbox;
 * whatever happens to the leads later, these are the ones that are accounted for.
 */
public final class Planner {

    private final Audience audience;
    private final Plans plans;
    private final Clock clock;

    public Planner(Audience audience, Plans plans, Clock clock) {
        this.audience = audience;
        this.plans = plans;
        this.clock = clock;
    }

    /**
     * Plans the campaign in constant memory, whatever its audience. A plan that breaks off leaves nothing and may be made anew; of
     * two at once one completes, and a campaign that has its plan keeps it.
     */
    public void plan(Campaign campaign) {
        var chunker = new Chunker(campaign.id(), campaign.chunkSize(), clock, ThreadLocalRandom.current());
        try (Plans.Draft draft = plans.begin(campaign.id())) {
            audience.read(campaign.content().rule(), clock.instant(), ids -> draft.append(chunker.add(ids)));
            chunker.finish().ifPresent(last -> draft.append(List.of(last)));
            draft.complete(clock.instant());
        }
    }
}
