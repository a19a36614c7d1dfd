package io.minicrm.reliability;

import io.minicrm.campaign.SendId;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** One campaign that is sent while processes are killed: its numbers, waits for its progress, and the verdict. */
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

    /** Waits until the provider has accepted messages for this share of the leads. */
    void awaitReached(double share) {
        Wait.until("the provider has " + share + " of " + group, PATIENCE, () -> reached() >= share * leads);
    }

    /** The share of the leads that got a message, 0 to 1. */
    double share() {
        return (double) reached() / leads;
    }

    private long reached() {
        return judge.reached(number -> SendId.of(campaignId, Api.leadId(group, number)), leads);
    }

    /** Waits until leads get a message that had none at the time of the call. */
    void awaitMore() {
        long before = reached();
        Wait.until(
                "the provider has more than " + before + " of " + group,
                PATIENCE,
                () -> reached() >= Math.min(leads, before + MORE));
    }

    /** Its progress in one line; the API may be down. */
    String standing() {
        // Read first, because the provider has accepted everything that is counted as sent by then.
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

    /** Waits until the campaign is completed and compares its numbers with the provider's. */
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
