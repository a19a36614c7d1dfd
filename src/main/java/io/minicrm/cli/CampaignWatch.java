package io.minicrm.cli;

import io.minicrm.console.ApiClient;
import io.minicrm.console.CampaignNumbers;
import io.minicrm.console.ExitCode;
import io.minicrm.console.Output;
import io.minicrm.console.Terminal;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Shows a campaign's progress until its numbers are final, and judges them. */
final class CampaignWatch {

    /** A campaign can wait for its time, or be paused, as long as people like. */
    private static final Duration PATIENCE = Duration.ofDays(365);

    private CampaignWatch() {}

    static ExitCode follow(ApiClient api, String id, Output out) {
        CampaignFeed feed = new CampaignFeed(api, PATIENCE);
        if (out.isJson()) {
            return verdict(feed.follow(id, out::json));
        }
        ProgressLine line = new ProgressLine(out.writer(), Terminal.isPresent());
        JsonNode end = feed.follow(id, line::show);
        line.end();
        CampaignNumbers numbers = CampaignNumbers.of(end);
        out.line(numbers.equation());
        out.line(numbers.receipts());
        return verdict(end);
    }

    /** The numbers of a completed campaign must add up; before that some leads are still in flight. */
    static ExitCode verdict(JsonNode campaign) {
        return CampaignNumbers.isCompleted(campaign)
                        && !CampaignNumbers.of(campaign).addUp()
                ? ExitCode.INCONSISTENT
                : ExitCode.OK;
    }
}
