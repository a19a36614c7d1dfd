package io.minicrm.delivery;

/** Why a message waits in the delivery log through no fault of its own, in the words of the log. */
public final class PostponeReason {

    /** A limit of its campaign, channel or domain has no room for it. */
    public static final String RATE_LIMIT = "rate limit";

    static final String PAUSED = "campaign paused";
    static final String SENDER_STOPPED = "its sender stopped";

    private PostponeReason() {}
}
