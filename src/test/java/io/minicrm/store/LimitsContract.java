package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.Campaigns;
import io.minicrm.gate.LimitKey;
import io.minicrm.gate.LimitUses;
import io.minicrm.gate.LimitUses.Use;
import io.minicrm.gate.Limits.Limit;
import io.minicrm.gate.Limits.Scope;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The behaviour of every store's limits. */
public abstract class LimitsContract {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

    @Test
    void theUseOfALimitIsTheSumOfWhatTheSendersReportedLast() {
        LimitKey domain = new LimitKey(Scope.DOMAIN, "uses.example");
        LimitKey channel = new LimitKey(Scope.CHANNEL, "uses");
        LimitUses uses = store().limitUses();
        uses.report("one", List.of(new Use(domain, 9, 900), new Use(channel, 3, 0)), NOW.minusSeconds(2));
        uses.report("one", List.of(new Use(domain, 2.5, 40)), NOW);
        uses.report("two", List.of(new Use(domain, 1.5, 2), new Use(channel, 4, 7)), NOW);

        assertThat(uses.current(NOW)).containsExactly(new Use(channel, 4, 7), new Use(domain, 4, 42));

        uses.report("two", List.of(), NOW.plusSeconds(1));
        assertThat(uses.current(NOW.plusSeconds(1))).containsExactly(new Use(domain, 2.5, 40));
        assertThat(uses.current(NOW.plus(LimitUses.FRESH))).hasSize(1);
        assertThat(uses.current(NOW.plus(LimitUses.FRESH).plusMillis(1)))
                .as("a sender that has ended reports no more")
                .isEmpty();
        uses.report("one", List.of(), NOW);
    }

    @Test
    void whatASenderReportedLongAgoOrWithAClockFarAheadDoesNotCountAndIsDeleted() {
        LimitUses uses = store().limitUses();
        Use use = new Use(new LimitKey(Scope.DOMAIN, "old.example"), 1, 1);
        uses.report("ahead", List.of(use), NOW.plus(Campaigns.CLOCKS_DIFFER).plusSeconds(1));
        assertThat(uses.current(NOW)).isEmpty();
        uses.report("old", List.of(use), NOW.minus(LimitUses.FORGOTTEN).minusSeconds(1));

        uses.report("now", List.of(), NOW);

        assertThat(uses.current(NOW.minus(LimitUses.FORGOTTEN))).isEmpty();
        assertThat(uses.current(NOW.plus(Campaigns.CLOCKS_DIFFER))).isEmpty();
    }

    @Test
    void limitsAreSetChangedAndLifted() {
        store().limits().set(new Limit(Scope.DOMAIN, "gmail.com", 20));
        store().limits().set(new Limit(Scope.CHANNEL, "simulator", 100));
        store().limits().set(new Limit(Scope.DOMAIN, "gmail.com", 30));

        assertThat(store().limits().all())
                .containsExactly(new Limit(Scope.CHANNEL, "simulator", 100), new Limit(Scope.DOMAIN, "gmail.com", 30));

        assertThat(store().limits().remove(Scope.DOMAIN, "gmail.com")).isTrue();
        assertThat(store().limits().remove(Scope.DOMAIN, "gmail.com")).isFalse();
        assertThat(store().limits().all()).containsExactly(new Limit(Scope.CHANNEL, "simulator", 100));
    }
}
