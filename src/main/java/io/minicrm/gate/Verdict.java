package io.minicrm.gate;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A gate's decision about a message. */
public sealed interface Verdict {

    /** The message may be sent. */
    Verdict GO = new Go();

    /** The message waits inside the process, claimed, until the gate releases it within seconds. */
    Verdict HOLD = new Hold();

    /** The message may be sent. */
    record Go() implements Verdict {}

    /** The message waits inside the process until {@link HoldingGate#due} returns it. */
    record Hold() implements Verdict {}

    /**
     * The message returns to the delivery log and is published again after {@code delay}. This is not a failure and
     * uses no attempt.
     *
     * @param limit the limit of a channel or domain that it waits for; null if it waits for something else
     */
    record Postpone(
            PostponeReason reason, Duration delay, @Nullable LimitKey limit) implements Verdict {

        public Postpone(PostponeReason reason, Duration delay) {
            this(reason, delay, null);
        }
    }

    /** The message is never sent. */
    record Skip(SkipReason reason) implements Verdict {}
}
