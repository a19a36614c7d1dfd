package io.minicrm.reliability;

import java.util.HashMap;
import java.util.Map;

/** The settings that servers under test have in common. */
final class Environments {

    private Environments() {}

    /** Sends to the judge, with enough attempts that no message is ever given up, and short delays between them. */
    static Map<String, String> sending(Judge judge, boolean idempotent, int sendsInFlight) {
        return sending(judge.url(), idempotent, sendsInFlight);
    }

    /** The same to another address of the judge. */
    static Map<String, String> sending(String url, boolean idempotent, int sendsInFlight) {
        return new HashMap<>(Map.of(
                "PORT", "0",
                "MINI_CRM_AUTH", "off",
                "WEBHOOK_URL", url,
                "WEBHOOK_IDEMPOTENT", Boolean.toString(idempotent),
                "SENDS_IN_FLIGHT", Integer.toString(sendsInFlight),
                "SEND_WINDOW", "1000",
                "SEND_ATTEMPTS", "100",
                "RETRY_DELAY_MS", "200",
                "RETRY_MAX_DELAY_MS", "2000"));
    }
}
