package io.minicrm.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CampaignStatusTest {

    @Test
    void aCampaignChangesOnlyAsTheTableSays() {
        assertThat(Map.of(
                        CampaignStatus.QUEUED, after(CampaignStatus.QUEUED),
                        CampaignStatus.RUNNING, after(CampaignStatus.RUNNING),
                        CampaignStatus.PAUSED, after(CampaignStatus.PAUSED),
                        CampaignStatus.COMPLETED, after(CampaignStatus.COMPLETED),
                        CampaignStatus.CANCELLED, after(CampaignStatus.CANCELLED)))
                .isEqualTo(Map.of(
                        CampaignStatus.QUEUED,
                        EnumSet.of(
                                CampaignStatus.RUNNING,
                                CampaignStatus.PAUSED,
                                CampaignStatus.COMPLETED,
                                CampaignStatus.CANCELLED),
                        CampaignStatus.RUNNING,
                        EnumSet.of(CampaignStatus.PAUSED, CampaignStatus.COMPLETED, CampaignStatus.CANCELLED),
                        CampaignStatus.PAUSED,
                        EnumSet.of(
                                CampaignStatus.QUEUED,
                                CampaignStatus.RUNNING,
                                CampaignStatus.COMPLETED,
                                CampaignStatus.CANCELLED),
                        CampaignStatus.COMPLETED,
                        EnumSet.of(CampaignStatus.RUNNING),
                        CampaignStatus.CANCELLED,
                        EnumSet.noneOf(CampaignStatus.class)));
    }

    /** Whatever is tried in whatever order, a campaign is only ever closed by completing or cancelling, and cancelling is final. */
    @Property
    void noSequenceOfAllowedChangesLeavesCancelledOrReopensWithoutARetry(@ForAll CampaignStatus[] wanted) {
        CampaignStatus status = CampaignStatus.QUEUED;
        for (CampaignStatus next : wanted) {
            if (!status.mayBecome(next)) {
                continue;
            }
            assertThat(next).isNotEqualTo(status);
            assertThat(status).isNotEqualTo(CampaignStatus.CANCELLED);
            if (!status.isOpen()) {
                assertThat(next).isEqualTo(CampaignStatus.RUNNING);
            }
            status = next;
        }
    }

    @Property
    void predecessorsAreTheStatusesThatMayBecomeIt(@ForAll CampaignStatus from, @ForAll CampaignStatus to) {
        assertThat(to.predecessors().contains(from)).isEqualTo(from.mayBecome(to));
        if (from.mayBecome(to)) {
            assertThatNoException().isThrownBy(() -> to.requireReachableFrom(Set.of(from)));
        } else {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> to.requireReachableFrom(Set.of(from)))
                    .withMessageContaining(from.code());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStatusIsReadBackFromItsCode(CampaignStatus status) {
        assertThat(CampaignStatus.of(status.code())).isEqualTo(status);
    }

    @Test
    void theStoredCodesDoNotChange() {
        assertThat(EnumSet.allOf(CampaignStatus.class))
                .extracting(CampaignStatus::code)
                .containsExactly("queued", "running", "paused", "completed", "cancelled");
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> CampaignStatus.of("Queued"));
    }

    private static Set<CampaignStatus> after(CampaignStatus status) {
        Set<CampaignStatus> next = EnumSet.allOf(CampaignStatus.class);
        next.removeIf(candidate -> !status.mayBecome(candidate));
        return next;
    }
}
