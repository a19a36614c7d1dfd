package io.minicrm.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.access.RequestLimits.Budget;
import io.minicrm.access.RequestLimits.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RequestLimitsTest {

    private Instant now = Instant.parse("2026-11-26T10:00:00Z");
    private final RequestLimits limits = new RequestLimits(new RequestLimits.Rates(5, 20), () -> now);

    private Budget take(Policy policy, String key, int cost) {
        return Objects.requireNonNull(limits.take(policy, key, cost));
    }

    @Test
    void tenSecondsWorthMayBeUsedAtOnceAndComesBackAtTheRate() {
        assertThat(take(Policy.PRINCIPAL, "ann", 50))
                .isEqualTo(new Budget(Policy.PRINCIPAL, 0, 50, Duration.ofSeconds(10), Duration.ZERO));
        Budget refused = take(Policy.PRINCIPAL, "ann", 5);
        assertThat(refused.isGranted()).isFalse();
        assertThat(refused.waiting()).isEqualTo(Duration.ofSeconds(1));

        now = now.plusSeconds(1);

        assertThat(take(Policy.PRINCIPAL, "ann", 5).isGranted()).isTrue();
        assertThat(take(Policy.PRINCIPAL, "ann", 1).isGranted()).isFalse();
    }

    @Test
    void principalsAndAddressesHaveBudgetsOfTheirOwn() {
        take(Policy.PRINCIPAL, "ann", 50);

        assertThat(take(Policy.PRINCIPAL, "bob", 1).left()).isEqualTo(49);
        assertThat(take(Policy.ADDRESS, "ann", 1).left()).isEqualTo(199);
    }

    @Test
    void whatCostsMoreThanAFullBudgetIsGrantedByAFullOne() {
        assertThat(take(Policy.PRINCIPAL, "ann", 1_000).isGranted()).isTrue();
        assertThat(take(Policy.PRINCIPAL, "ann", 1_000).waiting()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aRateOfZeroIsNoLimit() {
        RequestLimits off = new RequestLimits(RequestLimits.Rates.NONE, () -> now);

        assertThat(off.take(Policy.PRINCIPAL, "ann", 1_000_000)).isNull();
        assertThat(off.take(Policy.ADDRESS, "ann", 1_000_000)).isNull();
    }
}
