package io.minicrm.reliability;

import io.minicrm.campaign.SendId;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** One campaign that goes out while things die: what is known of it, what is waited for, and the verdict. */
final class Trial {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int MORE = 20;

    private final Api api;
    private final Judge judge;
    private final String group;
    private final int leads;
    private final String campaignId;

    private Trial(Api api, Judge judge, String group, int leads, String campaignId) {
        this.api = api;
        this.judge = judge;
        this.group = group;
        this.leads = leads;
        this.campaignId = campaignId;
    }

    /** Stores the leads and starts the campaign. */
    static Trial begin(Api api, Judge judge, String group, int leads) throws IOException {
        String segment = api.segment(group, leads);
        return new Trial(api, judge, group, leads, api.campaign(group, segment));
    }

    String campaignId() {
        return campaignId;
    }

    /** Waits until messages went out to that share of the leads, as the provider says. */
    void awaitReached(double share) {
        Wait.until("the provider has " + share + " of " + group, PATIENCE, () -> reached() >= share * leads);
    }

    /** The share of the leads to whom a message went out, 0 to 1. */
    double share() {
        return (double) reached() / leads;
    }

    private long reached() {
        return judge.reached(number -> SendId.of(campaignId, Api.leadId(group, number)), leads);
    }

    /** Waits until messages go out to leads that had none when this was called. */
    void awaitMore() {
        long before = reached();
        Wait.until(
                "the provider has more than " + before + " of " + group,
                PATIENCE,
                () -> reached() >= Math.min(leads, before + MORE));
    }

    /** Where it stands, in a line; the API may be away. */
    String standing() {
        // Asked first: what is sent by then the provider has.
        Optional<Api.Numbers> numbers = api.numbers(campaignId);
        return "provider %5d; %s"
                .formatted(
                        reached(),
                        numbers.map(now -> "sent %5d + failed %d + skipped %d + unknown %d + in flight %5d = %d, %s"
                                        .formatted(
                                                now.sent(),
                                                now.failed(),
                                                now.skipped(),
                                                now.unknown(),
                                                now.inFlight(),
                                                now.audience(),
                                                now.status()))
                                .orElse("the API is away"));
    }

    /** Waits until the first chunks are published. */
    void awaitPublished() {
        Wait.until(group + " is published", PATIENCE, () -> numbers().published() > 0);
    }

    /** The numbers now; they have to add up at every moment. */
    Api.Numbers numbers() {
        Api.Numbers numbers = api.numbers(campaignId).orElseThrow();
        if (!numbers.addUp()) {
            throw new IllegalStateException("The numbers do not add up: " + numbers);
        }
        return numbers;
    }

    /** Waits until the campaign is completed and holds its numbers against the provider's. */
    Verdict finish() {
        Wait.until(group + " is completed", PATIENCE, () -> {
            var numbers = api.numbers(campaignId);
            if (numbers.isPresent() && !numbers.get().addUp()) {
                throw new IllegalStateException("The numbers do not add up: " + numbers);
            }
            return numbers.isPresent() && numbers.get().isCompleted();
        });
        return Verdict.of(campaignId, group, leads, numbers(), judge);
    }
}
