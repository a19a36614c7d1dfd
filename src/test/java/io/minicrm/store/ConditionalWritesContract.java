package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.campaign.Campaign;
import io.minicrm.campaign.CampaignStatus;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.lead.LeadChange;
import io.minicrm.lead.StoreMode;
import io.minicrm.lead.Stored.Result;
import io.minicrm.problem.Precondition;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Changes of leads and campaigns that are made only if they are what somebody has read. */
public abstract class ConditionalWritesContract {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    private final String id = "lead-" + UUID.randomUUID();

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

    private Lead counted(int count) {
        Attributes attributes = Attributes.of(Map.of(
                "count", BigDecimal.valueOf(count), "tags", List.of("a", "b"), "at", "2026-03-04", "text", "ä 😀"));
        return new Lead(id, "Ada", "ada@example.com", null, false, attributes, NOW);
    }

    private Lead stored() {
        return store().leads().find(id).orElseThrow();
    }

    private static int count(Lead lead) {
        return ((BigDecimal) lead.attributes().values().get("count")).intValueExact();
    }

    private Result store(Lead lead, Precondition<Lead> precondition) {
        return store().leads()
                .store(LeadChange.of(lead), StoreMode.MERGE, precondition)
                .result();
    }

    @Test
    void aLeadIsStoredIfItIsAsExpected() {
        assertThat(store(counted(1), Conditional.isNew())).isEqualTo(Result.IMPORTED);
        Lead first = stored();

        assertThat(store(counted(1), Conditional.is(first))).isEqualTo(Result.UNCHANGED);
        assertThat(store(counted(2), Conditional.is(first))).isEqualTo(Result.UPDATED);

        assertThat(count(stored())).isEqualTo(2);
    }

    @Test
    void aLeadStaysAsItIsIfItIsNotAsExpected() {
        assertThatThrownBy(() -> store(counted(1), Conditional.is(counted(0)))).isInstanceOf(Conditional.Refused.class);
        assertThat(store().leads().find(id)).isEmpty();
        store(counted(1), Precondition.none());
        Lead first = stored();

        assertThatThrownBy(() -> store(counted(2), Conditional.isNew())).isInstanceOf(Conditional.Refused.class);
        assertThatThrownBy(() -> store().leads().delete(id, Conditional.isNew()))
                .isInstanceOf(Conditional.Refused.class);

        assertThat(stored()).isEqualTo(first);
        assertThat(store().leads().delete(id, Conditional.is(first))).isTrue();
        assertThat(store().leads().delete(id, Conditional.is(first))).isFalse();
        assertThat(store().leads().find(id)).isEmpty();
    }

    @Test
    void ofTwoWritersOfALeadNoChangeIsLost() {
        store(counted(0), Precondition.none());

        Conditional.byTwoWriters(25, () -> {
            Lead read = stored();
            store(counted(count(read) + 1), Conditional.is(read));
        });

        assertThat(count(stored())).isEqualTo(50);
    }

    @Test
    void ofTwoWritersOneCreatesALeadAndOneDeletesIt() {
        for (int round = 0; round < 10; round++) {
            assertThat(Conditional.winners(2, () -> store(counted(1), Conditional.isNew())))
                    .isEqualTo(1);
            Lead first = stored();
            assertThat(Conditional.winners(2, () -> {
                        if (!store().leads().delete(id, Conditional.is(first))) {
                            throw new Conditional.Refused();
                        }
                    }))
                    .isEqualTo(1);
        }
    }

    @Test
    void aCampaignChangesIfItIsAsExpected() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 1);
        Campaign read = campaign.stored();
        Set<CampaignStatus> from = Set.of(read.status());

        assertThatThrownBy(() -> store().campaigns().limitRate(campaign.id(), 7, Conditional.isNew()))
                .isInstanceOf(Conditional.Refused.class);
        assertThatThrownBy(() ->
                        store().campaigns().move(campaign.id(), from, CampaignStatus.PAUSED, NOW, Conditional.isNew()))
                .isInstanceOf(Conditional.Refused.class);
        assertThat(campaign.stored()).isEqualTo(read);

        assertThat(store().campaigns().limitRate(campaign.id(), 7, Conditional.is(read)))
                .isTrue();
        Campaign limited = campaign.stored();
        assertThat(store().campaigns().move(campaign.id(), from, CampaignStatus.PAUSED, NOW, Conditional.is(limited)))
                .isTrue();
        Campaign paused = campaign.stored();
        assertThat(paused.status()).isEqualTo(CampaignStatus.PAUSED);
        assertThat(store().campaigns().move(campaign.id(), from, CampaignStatus.PAUSED, NOW, Conditional.is(paused)))
                .isFalse();
        assertThat(store().campaigns().limitRate("nobody", 7, Conditional.isNew()))
                .isFalse();
    }

    @Test
    void ofTwoWritersOfACampaignNoChangeIsLost() {
        PlannedCampaign campaign = new PlannedCampaign(store(), 1);
        store().campaigns().limitRate(campaign.id(), 1);

        Conditional.byTwoWriters(25, () -> {
            Campaign read = campaign.stored();
            Integer rate = read.maxRate();
            store().campaigns().limitRate(campaign.id(), rate == null ? 1 : rate + 1, Conditional.is(read));
        });

        assertThat(campaign.stored().maxRate()).isEqualTo(51);
    }
}
