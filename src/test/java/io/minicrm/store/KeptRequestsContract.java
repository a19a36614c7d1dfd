package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.Campaigns;
import io.minicrm.idempotency.KeptRequest;
import io.minicrm.idempotency.KeptRequests;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The behaviour of every store's requests with idempotency keys. */
public abstract class KeptRequestsContract {

    /** Long ago, so that no sweep of another test deletes too little. */
    private static final Instant NOW = Instant.parse("2001-02-03T04:05:06.789Z");

    private final String id = UUID.randomUUID().toString();

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

    private KeptRequests requests() {
        return store().keptRequests();
    }

    private KeptRequest request(String suffix, String holder, Instant now) {
        return new KeptRequest(
                id + suffix,
                "user:" + id,
                "seed-" + holder,
                holder,
                now.plusSeconds(60),
                now.plusSeconds(3_600),
                null,
                null);
    }

    private KeptRequest claim(String holder, Instant now) {
        return requests().claim(request("", holder, now), now);
    }

    @Test
    void theFirstClaimHoldsTheRequestUntilItIsAnswered() {
        assertThat(claim("a", NOW)).isEqualTo(request("", "a", NOW));
        assertThat(claim("b", NOW.plusSeconds(59)).holder()).isEqualTo("a");

        requests().answer(id, "b", "print", "not mine");
        requests().answer(id, "a", "print", "{\"status\": 201}");

        KeptRequest repeated = claim("c", NOW.plusSeconds(3_599));
        assertThat(repeated.holder()).isEqualTo("a");
        assertThat(repeated.fingerprint()).isEqualTo("print");
        assertThat(repeated.answer()).isEqualTo("{\"status\": 201}");
    }

    @Test
    void whatAProcessWithItsClockAheadHoldsIsCarriedOutAgain() {
        Instant ahead = NOW.plusSeconds(3_000);
        claim("ahead", ahead);

        assertThat(claim("b", ahead.minus(Campaigns.CLOCKS_DIFFER)).holder())
                .as("clocks differ by as much")
                .isEqualTo("ahead");
        KeptRequest taken = claim("c", NOW);
        assertThat(taken.holder()).isEqualTo("c");
        assertThat(taken.seed()).as("what was begun is carried out again").isEqualTo("seed-ahead");
        assertThat(taken.heldUntil()).isEqualTo(NOW.plusSeconds(60));
        requests().answer(id, "ahead", "print", "late");
        assertThat(claim("d", NOW).answer()).isNull();
    }

    @Test
    void ofConcurrentClaimsOneHolds() {
        for (int round = 0; round < 20; round++) {
            String suffix = "-" + round;
            assertThat(Conditional.winners(4, () -> {
                        String holder = UUID.randomUUID().toString();
                        if (!requests()
                                .claim(request(suffix, holder, NOW), NOW)
                                .holder()
                                .equals(holder)) {
                            throw new Conditional.Refused();
                        }
                    }))
                    .isEqualTo(1);
        }
    }

    @Test
    void whatItsHolderHasLeftIsCarriedOutAgainWithTheSameSeed() {
        claim("a", NOW);

        KeptRequest taken = claim("b", NOW.plusSeconds(60));

        assertThat(taken.holder()).isEqualTo("b");
        assertThat(taken.seed()).isEqualTo("seed-a");
        assertThat(taken.expiresAt()).isEqualTo(NOW.plusSeconds(3_600));
        requests().answer(id, "a", "print", "too late");
        requests().giveUp(id, "a", NOW);
        assertThat(claim("c", NOW.plusSeconds(61)).holder()).isEqualTo("b");
        requests().giveUp(id, "b", NOW.plusSeconds(61));
        assertThat(claim("d", NOW.plusSeconds(61)).holder()).isEqualTo("d");
    }

    @Test
    void whatIsForgottenOrHasExpiredIsANewRequest() {
        claim("a", NOW);
        requests().forget(id, "b");
        assertThat(claim("c", NOW).holder()).isEqualTo("a");
        requests().forget(id, "a");
        assertThat(claim("c", NOW).seed()).isEqualTo("seed-c");

        requests().answer(id, "c", "print", "answer");
        requests().forget(id, "c");
        requests().giveUp(id, "c", NOW);
        assertThat(claim("d", NOW).answer()).isEqualTo("answer");

        KeptRequest fresh = claim("e", NOW.plusSeconds(3_600));
        assertThat(fresh).isEqualTo(request("", "e", NOW.plusSeconds(3_600)));
    }

    @Test
    void aSweepDeletesWhatHasExpiredAndTheOldestBeyondALimit() {
        for (int i = 0; i < 5; i++) {
            Instant at = NOW.plusSeconds(i);
            requests().claim(request("-" + i, "a", at), at);
            requests().answer(id + "-" + i, "a", "print", "answer");
        }
        requests().claim(request("-open", "a", NOW), NOW);

        requests().sweep(NOW.plusSeconds(10), 3);

        assertThat(holderAfterwards("-0")).isEqualTo("b");
        assertThat(holderAfterwards("-1")).isEqualTo("b");
        assertThat(holderAfterwards("-2")).isEqualTo("a");
        assertThat(holderAfterwards("-open")).isEqualTo("a");
        requests().sweep(NOW.plusSeconds(3_602), 100);
        assertThat(holderAfterwards("-2")).isEqualTo("b");
        assertThat(holderAfterwards("-3")).isEqualTo("a");
    }

    /** Another holder's, if the request is gone. */
    private String holderAfterwards(String suffix) {
        return requests().claim(request(suffix, "b", NOW), NOW).holder();
    }
}
