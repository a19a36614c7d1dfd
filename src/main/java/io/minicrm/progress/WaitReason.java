package io.minicrm.progress;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a campaign can wait for: first what a person decides, then in pipeline order. The codes are part of the API. */
public enum WaitReason {
    /** Its audience is not frozen yet. */
    PLAN,
    /** Its scheduled time has not come. */
    SCHEDULE,
    /** It is paused. */
    RESUME,
    /** A second person has to approve it. */
    APPROVAL,
    /** Kafka cannot be reached. */
    BROKER,
    /** No process does one of the steps. */
    WORKERS,
    /** A step has records to read, of this or another campaign. */
    LAG,
    /** A rate limit applies. */
    RATE_LIMIT,
    /** Messages were postponed for another reason than a rate limit. */
    POSTPONED,
    /** Messages that failed wait for their next attempt. */
    RETRIES,
    /** Chunks are not published yet, because enough leads of the campaign are being processed. */
    WINDOW,
    /** Settled leads are not counted yet. */
    STATS,
    /** Messages were published and have no outcome yet. */
    OUTCOME,
    /** Messages had vanished from Kafka and were published again. */
    REPUBLISHED;

    /** The reason as text. */
    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
