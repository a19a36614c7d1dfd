package io.minicrm.channel;

/** What a provider does with a request that it receives twice. */
enum Repeats {
    /** It recognizes the request by its key and drops it. */
    DROPPED,
    /** It sends the message twice, so that nothing may be repeated that it can have seen. */
    DELIVERED
}
