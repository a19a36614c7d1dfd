package io.minicrm.gate;

import java.time.Duration;

/** What a gate says to a message. */
public sealed interface Verdict {

    /** Nothing speaks against it. */
    Verdict GO = new Go();

    /** The message waits inside the process, claimed, until the gate releases it within seconds. */
    Verdict HOLD = new Hold();

    /** The message may leave. */
    record Go() implements Verdict {}

    /** The message waits inside the process until {@link HoldingGate#due} returns it. */
    record Hold() implements Verdict {}

    /** The message goes back to the delivery log and comes again after {@code delay}. This is no failure and spends no attempt. */
    record Postpone(PostponeReason reason, Duration delay) implements Verdict {}

    /** The lead is not written to in this campaign. */
    record Skip(SkipReason reason) implements Verdict {}
}
