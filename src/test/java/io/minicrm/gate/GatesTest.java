package io.minicrm.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.campaign.CampaignStatus;
import io.minicrm.campaign.MessageKey;
import io.minicrm.campaign.TestCampaign;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GatesTest {

    private static final Verdict SKIP = new Verdict.Skip(SkipReason.UNSUBSCRIBED);

    /** Each message has for each of three gates a bit that says whether the gate objects. */
    @Property(tries = 300)
    void theFirstGateThatObjectsDecidesAndLaterOnesDoNotSeeTheMessage(
            @ForAll @Size(max = 40) List<@net.jqwik.api.constraints.IntRange(max = 7) Integer> objections) {
        List<Candidate> batch = IntStream.range(0, objections.size())
                .mapToObj(i -> candidate("lead-" + i, CampaignStatus.RUNNING, null, null, null))
                .toList();
        List<List<String>> seen = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<Gate> gates = IntStream.range(0, 3)
                .mapToObj(gate -> (Gate) asked -> asked.stream()
                        .map(message -> {
                            seen.get(gate).add(message.key().leadId());
                            int bits = objections.get(batch.indexOf(message));
                            return (bits >> gate & 1) == 1
                                    ? new Verdict.Postpone(PostponeReason.PAUSED, Duration.ofSeconds(gate))
                                    : Verdict.GO;
                        })
                        .toList())
                .toList();

        List<Verdict> verdicts = new Gates(gates).judge(batch);

        for (int i = 0; i < batch.size(); i++) {
            int first = Integer.numberOfTrailingZeros(objections.get(i) | 8);
            assertThat(verdicts.get(i))
                    .isEqualTo(
                            first == 3
                                    ? Verdict.GO
                                    : new Verdict.Postpone(PostponeReason.PAUSED, Duration.ofSeconds(first)));
            for (int gate = 0; gate < 3; gate++) {
                assertThat(seen.get(gate).contains("lead-" + i)).isEqualTo(gate <= first);
            }
        }
        seen.forEach(ids -> assertThat(ids).doesNotHaveDuplicates());
    }

    @Test
    void noGateIsAskedAboutNothing() {
        Gate never = batch -> {
            throw new AssertionError("asked about " + batch);
        };

        assertThat(new Gates(List.of(batch -> List.of(SKIP), never))
                        .judge(List.of(candidate("ann", CampaignStatus.RUNNING, null, null, null))))
                .containsExactly(SKIP);
        assertThat(new Gates(List.of(never)).judge(List.of())).isEmpty();
    }

    @Test
    void aCancelledCampaignSkipsAndAPausedOnePostpones() {
        for (CampaignStatus status : CampaignStatus.values()) {
            Candidate message = candidate("ann", status, null, null, null);
            assertThat(new CancelledGate().judge(List.of(message)))
                    .containsExactly(
                            status == CampaignStatus.CANCELLED ? new Verdict.Skip(SkipReason.CANCELLED) : Verdict.GO);
            assertThat(new PausedGate().judge(List.of(message)))
                    .containsExactly(
                            status == CampaignStatus.PAUSED
                                    ? new Verdict.Postpone(PostponeReason.PAUSED, Duration.ZERO)
                                    : Verdict.GO);
        }
    }

    @Test
    void deletedAndUnsubscribedLeadsAreSkipped() {
        Candidate deleted = candidate("ann", CampaignStatus.RUNNING, null, null, null);
        Candidate gone = candidate("bob", CampaignStatus.RUNNING, lead("bob", true), "b@example.com", null);
        Candidate fine = candidate("eve", CampaignStatus.RUNNING, lead("eve", false), "e@example.com", null);

        assertThat(new LeadDeletedGate().judge(List.of(deleted, gone, fine)))
                .containsExactly(new Verdict.Skip(SkipReason.LEAD_DELETED), Verdict.GO, Verdict.GO);
        assertThat(new UnsubscribedGate().judge(List.of(deleted, gone, fine)))
                .containsExactly(Verdict.GO, new Verdict.Skip(SkipReason.UNSUBSCRIBED), Verdict.GO);
    }

    @Test
    void aLeadWithoutAnAddressIsSkippedOnlyIfItsChannelIsInstalledHere() {
        Candidate none = candidate("ann", CampaignStatus.RUNNING, lead("ann", false), null, null);
        Candidate other = candidate("eve", CampaignStatus.RUNNING, lead("eve", false), "n/a", null);
        Candidate some = candidate("bob", CampaignStatus.RUNNING, lead("bob", false), "b@example.com", null);

        assertThat(new AddressGate(Map.of("simulator", address -> address.contains("@")))
                        .judge(List.of(none, some, other)))
                .containsExactly(
                        new Verdict.Skip(SkipReason.NO_ADDRESS),
                        Verdict.GO,
                        new Verdict.Skip(SkipReason.INVALID_ADDRESS));
        assertThat(new AddressGate(Map.of("mail", _ -> false)).judge(List.of(none, some, other)))
                .containsExactly(Verdict.GO, Verdict.GO, Verdict.GO);
    }

    @Test
    void anEarlierDecisionStands() {
        assertThat(new EarlierDecisionGate()
                        .judge(List.of(
                                candidate("ann", CampaignStatus.RUNNING, null, null, SkipReason.NO_ADDRESS),
                                candidate("bob", CampaignStatus.RUNNING, null, null, null))))
                .containsExactly(new Verdict.Skip(SkipReason.NO_ADDRESS), Verdict.GO);
    }

    @Test
    void aRateLimitFollowsItsLimitsAndItsShare() {
        TestLimits limits = new TestLimits();
        limits.set(new Limits.Limit(Limits.Scope.CHANNEL, "simulator", 10));
        long[] now = {0};
        RateLimitGate gate = new RateLimitGate(limits, 2, () -> now[0]);
        List<Candidate> batch = IntStream.range(0, 4)
                .mapToObj(i -> candidate("lead-" + i, CampaignStatus.RUNNING, null, "x@example.com", null))
                .toList();

        assertThat(gate.judge(batch))
                .containsExactly(
                        Verdict.GO,
                        Verdict.HOLD,
                        Verdict.HOLD,
                        new Verdict.Postpone(
                                PostponeReason.RATE_LIMIT,
                                Duration.ofMillis(200),
                                new LimitKey(Limits.Scope.CHANNEL, "simulator")));
        assertThat(gate.held()).isEqualTo(2);
        assertThat(gate.nanosToNext(now[0])).isEqualTo(Duration.ofMillis(100).toNanos());
        now[0] = Duration.ofMillis(100).toNanos();
        assertThat(gate.due(now[0])).containsExactly(batch.get(1));
        assertThat(gate.drain()).containsExactly(batch.get(2));
        assertThat(gate.refresh()).isFalse();
        gate.share(0.5);
        assertThat(gate.refresh()).isTrue();
        limits.remove(Limits.Scope.CHANNEL, "simulator");
        assertThat(gate.refresh()).isTrue();
        assertThat(gate.judge(batch)).containsOnly(Verdict.GO);
    }

    private static Candidate candidate(
            String lead,
            CampaignStatus status,
            @Nullable Lead stored,
            @Nullable String address,
            @Nullable SkipReason decided) {
        return new Candidate(
                MessageKey.of("campaign-1", lead),
                TestCampaign.withId("campaign-1").status(status).build(),
                stored,
                address,
                decided);
    }

    private static Lead lead(String id, boolean unsubscribed) {
        return new Lead(id, id, null, null, unsubscribed, Attributes.NONE, Instant.EPOCH);
    }
}
