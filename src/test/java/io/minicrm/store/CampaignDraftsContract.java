package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.CampaignDraft;
import io.minicrm.campaign.CampaignDrafts;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The behaviour of every store's drafts of campaigns. */
public abstract class CampaignDraftsContract {

    private static final Instant NOW = Instant.parse("2001-02-03T04:05:06.789Z");

    private final String id = "draft-" + UUID.randomUUID();

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

    private CampaignDrafts drafts() {
        return store().campaignDrafts();
    }

    private static CampaignDraft draft(String id, Instant createdAt, @Nullable String createdBy) {
        return new CampaignDraft(id, "{\"name\": \"Sprïng\"}", createdBy, createdAt, createdAt, 1, null);
    }

    @Test
    void aDraftIsReadAsItWasStoredAndTheFirstOfAnIdStays() {
        drafts().create(draft(id, NOW, "user:ann"));
        drafts().create(draft(id, NOW.plusSeconds(1), "user:bob"));

        assertThat(drafts().find(id)).contains(draft(id, NOW, "user:ann"));
        assertThat(drafts().find(id + "x")).isEmpty();
    }

    @Test
    void onlyTheRevisionThatWasReadIsReplacedOrDeleted() {
        CampaignDraft first = draft(id, NOW, null);
        drafts().create(first);
        CampaignDraft second = first.with("{}", NOW.plusSeconds(5));

        assertThat(drafts().replace(second, 1)).isTrue();
        assertThat(drafts().replace(first.with("lost", NOW), 1)).isFalse();
        assertThat(drafts().find(id)).contains(second);
        assertThat(drafts().delete(id, 1)).isFalse();
        CampaignDraft sent = second.sentBy("key:nightly");
        assertThat(drafts().replace(sent, 2)).isTrue();
        assertThat(drafts().find(id)).contains(sent);
        assertThat(drafts().replace(sent.sentBy(null), 3)).isTrue();
        assertThat(drafts().find(id).map(CampaignDraft::isBeingSent)).contains(false);
        assertThat(drafts().delete(id, 4)).isTrue();
        assertThat(drafts().delete(id, 4)).isFalse();
        assertThat(drafts().replace(sent, 4)).isFalse();
    }

    @Test
    void ofConcurrentChangesOfOneRevisionOneWins() {
        for (int round = 0; round < 20; round++) {
            CampaignDraft draft = draft(id + round, NOW, null);
            drafts().create(draft);

            assertThat(IntStream.range(0, 4)
                            .parallel()
                            .filter(sender -> drafts().replace(draft.sentBy("sender " + sender), 1))
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void draftsAreListedNewestFirstAndPageByPage() {
        // After those of all other tests.
        List<CampaignDraft> all = Stream.of("z4", "z3", "z2", "z1")
                .map(end -> draft("draft-" + end, NOW, null))
                .toList();
        all.reversed().forEach(drafts()::create);

        List<CampaignDraft> first = drafts().list(null, 2);
        List<CampaignDraft> rest = drafts().list(first.getLast().id(), 2);

        assertThat(first).containsExactlyElementsOf(all.subList(0, 2));
        assertThat(rest).containsExactlyElementsOf(all.subList(2, 4));
        all.forEach(draft -> drafts().delete(draft.id(), 1));
    }
}
