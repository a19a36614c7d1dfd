package io.minicrm.gate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How the limits are used now, as the senders measure it. Each sender replaces what it has reported before, so the
 * number of rows is that of the limits in use times that of the senders, whatever the number of messages.
 */
public interface LimitUses {

    /** A report counts for this long. One of a clock ahead counts for as much longer as clocks may differ. */
    Duration FRESH = Duration.ofSeconds(15);

    /** Reports that are as old as this are deleted by the next sender that reports. */
    Duration FORGOTTEN = Duration.ofMinutes(10);

    /**
     * What a sender measures of one limit.
     *
     * @param perSecond messages per second that it has let pass
     * @param held messages that wait inside the sender for this limit
     */
    record Use(LimitKey limit, double perSecond, long held) {}

    /**
     * Replaces what a sender has reported, and deletes what other senders reported long ago.
     *
     * @param sender names the sender; two never have the same name
     * @param uses the limits that it uses, each once; those that are missing are not in use
     */
    void report(String sender, List<Use> uses, Instant now);

    /** The use of each limit, summed over all senders, in order of scope and name. */
    List<Use> current(Instant now);
}
