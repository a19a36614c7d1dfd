package io.minicrm.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.TestCampaign;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveCampaignsTest {

    private static final List<String> IDS = List.of("a", "b");

    private final MutableClock clock = new MutableClock();
    private final CampaignsInMemory stored = new CampaignsInMemory();
    private final LiveCampaigns live = new LiveCampaigns(stored, clock);

    LiveCampaignsTest() {
        store("a", CampaignStatus.RUNNING);
        store("b", CampaignStatus.RUNNING);
    }

    @Test
    void theCampaignsOfABatchAreReadTogetherAndNotAgainForHalfASecond() {
        assertThat(live.refresh(IDS)).as("what was not known has not changed").isFalse();
        clock.advance(Duration.ofMillis(500));
        assertThat(live.refresh(IDS)).as("nothing was read").isFalse();
        assertThat(stored.reads).hasValue(1);

        clock.advance(Duration.ofMillis(1));
        live.refresh(IDS);
        assertThat(stored.reads).hasValue(2);

        clock.advance(Duration.ofMillis(500));
        live.refresh(IDS);
        assertThat(stored.reads).hasValue(2);
    }

    @Test
    void aChangeIsReportedOnceAndSeen() {
        live.refresh(IDS);
        store("b", CampaignStatus.CANCELLED);
        clock.advance(Duration.ofSeconds(1));

        assertThat(live.refresh(IDS)).isTrue();
        assertThat(live.get("b").isCancelled()).isTrue();
        assertThat(live.get("a").isCancelled()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(live.refresh(IDS)).isFalse();
    }

    @Test
    void templatesAreParsedOnce() {
        live.refresh(IDS);
        var body = live.get("a").body();
        store("a", CampaignStatus.PAUSED);
        clock.advance(Duration.ofSeconds(1));
        live.refresh(IDS);

        assertThat(live.get("a").campaign().status()).isEqualTo(CampaignStatus.PAUSED);
        assertThat(live.get("a").body()).isSameAs(body);
    }

    @Test
    void anUnchangedCampaignIsKept() {
        live.refresh(IDS);
        LiveCampaign known = live.get("a");
        store("a", CampaignStatus.RUNNING);
        clock.advance(Duration.ofSeconds(1));
        live.refresh(IDS);

        assertThat(stored.reads).hasValue(2);
        assertThat(live.get("a")).isSameAs(known);
    }

    @Test
    void aCampaignThatIsNotStoredIsAnErrorThatNamesIt() {
        live.refresh(List.of("x"));

        assertThatThrownBy(() -> live.get("x"))
                .isInstanceOf(UnknownCampaignException.class)
                .hasMessageContaining("'x'");
    }

    @Test
    void campaignsOfLongAgoAreForgotten() {
        for (int i = 0; i <= 1_000; i++) {
            store("old-" + i, CampaignStatus.RUNNING);
            live.refresh(List.of("old-" + i));
        }
        clock.advance(Duration.ofMinutes(2));
        live.refresh(IDS);

        assertThat(live.get("a").campaign().id()).isEqualTo("a");
        assertThatThrownBy(() -> live.get("old-1")).isInstanceOf(UnknownCampaignException.class);
    }

    private void store(String id, CampaignStatus status) {
        stored.put(TestCampaign.withId(id).status(status).build());
    }
}
