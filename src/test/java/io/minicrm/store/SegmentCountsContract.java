package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.Content;
import io.minicrm.campaign.SegmentUses.Use;
import io.minicrm.campaign.SegmentUses.Uses;
import io.minicrm.campaign.TestCampaign;
import io.minicrm.segment.Rule;
import io.minicrm.segment.Segment;
import io.minicrm.segment.SegmentCounts.Counted;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every store knows of segments without counting them. */
public abstract class SegmentCountsContract {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00.123Z");
    private static final Rule RULE = new Rule.Group(Rule.Combinator.AND, false, List.of());

    private final Segment segment = new Segment("segment-" + UUID.randomUUID(), "All", RULE, NOW, NOW);

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

    @Test
    void theLastCountIsKnownUntilTheSegmentChanges() {
        store().segments().save(segment);
        assertThat(counts(segment)).isEmpty();

        store().segmentCounts().remember(segment, new Counted(7, NOW));
        Counted last = new Counted(5_000_000_000L, NOW.plusSeconds(1));
        store().segmentCounts().remember(segment, last);
        assertThat(counts(segment)).isEqualTo(Map.of(segment.id(), last));

        Segment changed = new Segment(segment.id(), "Some", RULE, NOW, NOW.plusSeconds(2));
        store().segments().save(changed);
        assertThat(counts(changed)).isEmpty();
    }

    @Test
    void theCountOfADeletedSegmentIsForgotten() {
        store().segments().save(segment);
        store().segmentCounts().remember(segment, new Counted(7, NOW));
        store().segments().delete(segment.id());

        store().segmentCounts().remember(segment, new Counted(8, NOW));
        store().segments().save(segment);

        assertThat(counts(segment)).isEmpty();
    }

    @Test
    void theNewestCampaignsOfASegmentAreNamedAndAllAreCounted() {
        for (int i = 0; i < 5; i++) {
            store().campaigns().create(campaign("campaign-%s-%d".formatted(segment.id(), i), NOW.plusSeconds(i)));
        }

        assertThat(store().segmentUses().of(List.of(segment.id(), "segment-none"), 2))
                .isEqualTo(Map.of(
                        segment.id(),
                        new Uses(
                                5,
                                List.of(
                                        new Use("campaign-%s-4".formatted(segment.id()), "Spring", NOW.plusSeconds(4)),
                                        new Use(
                                                "campaign-%s-3".formatted(segment.id()),
                                                "Spring",
                                                NOW.plusSeconds(3))))));
    }

    private Map<String, Counted> counts(Segment of) {
        return store().segmentCounts().of(List.of(of));
    }

    private Campaign campaign(String id, Instant createdAt) {
        Campaign any = TestCampaign.withId(id).createdAt(createdAt).build();
        Content content = any.content();
        return new Campaign(
                id,
                new Content(
                        "Spring",
                        segment.id(),
                        content.rule(),
                        content.template(),
                        content.headers(),
                        content.channel(),
                        content.duplicateAddresses()),
                any.pace(),
                any.schedule(),
                any.origin(),
                any.progress());
    }
}
