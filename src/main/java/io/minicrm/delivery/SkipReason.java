package io.minicrm.delivery;

/** Why a lead of the audience is not written to, in the words of the delivery log. */
final class SkipReason {

    static final String CANCELLED = "campaign cancelled";
    static final String DELETED = "lead deleted";
    static final String UNSUBSCRIBED = "unsubscribed";
    static final String NO_ADDRESS = "no address on this channel";

    private SkipReason() {}
}
