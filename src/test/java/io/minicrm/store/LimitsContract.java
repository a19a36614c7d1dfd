package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.gate.Limits.Limit;
import io.minicrm.gate.Limits.Scope;
import org.junit.jupiter.api.Test;

/** The behaviour of every store's limits. */
public abstract class LimitsContract {

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

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
