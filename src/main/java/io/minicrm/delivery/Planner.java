package io.minicrm.delivery;

import io.minicrm.campaign.Campaign;
import io.minicrm.chunk.Chunker;
import io.minicrm.segment.Audience;
import io.minicrm.segment.Rule;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Freezes a campaign's audience: reads it once, in one snapshot, divides it into chunks and stores them. The plan is
 * the campaign's outbox. Leads that change later do not change it: every lead of the plan is accounted for, and no
 * other.
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
     * Plans the campaign in constant memory, whatever the size of its audience. An interrupted plan leaves nothing
     * behind and can be started again. If two run at once, one of them completes. A campaign that has a plan keeps it.
     */
    public void plan(Campaign campaign) {
        var chunker = new Chunker(campaign.id(), campaign.chunkSize(), clock, ThreadLocalRandom.current());
        try (Plans.Draft draft = plans.begin(campaign.id())) {
            var writing = new Writing(chunker, draft);
            Rule rule = campaign.content().rule();
            switch (campaign.content().duplicateAddresses()) {
                case SKIP ->
                    audience.readWithDuplicates(
                            rule, ZonedDateTime.now(clock), writing::append, writing::markDuplicates);
                case SEND -> audience.read(rule, ZonedDateTime.now(clock), writing::append);
            }
            writing.finish();
            draft.complete(clock.instant());
        }
    }

    /** One plan that is being written. */
    private static final class Writing {

        private final Chunker chunker;
        private final Plans.Draft draft;
        private boolean finished;

        Writing(Chunker chunker, Plans.Draft draft) {
            this.chunker = chunker;
            this.draft = draft;
        }

        void append(List<String> ids) {
            draft.append(chunker.add(ids));
        }

        /** Comes after the last lead. */
        void markDuplicates(List<String> ids) {
            finish();
            draft.markDuplicates(ids);
        }

        void finish() {
            if (!finished) {
                finished = true;
                chunker.finish().ifPresent(last -> draft.append(List.of(last)));
            }
        }
    }
}
