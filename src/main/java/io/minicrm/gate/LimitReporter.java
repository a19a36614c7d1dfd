package io.minicrm.gate;

import io.minicrm.gate.LimitUses.Use;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Reports how this process uses the limits, every two seconds while it uses any. Sending does not wait for it, and the
 * store gets one write for all limits.
 */
public final class LimitReporter implements Supplier<Duration> {

    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final RateLimitGate gate;
    private final LimitUses uses;
    private final Clock clock;
    private final String sender = UUID.randomUUID().toString();
    private boolean hasReported;

    public LimitReporter(RateLimitGate gate, LimitUses uses, Clock clock) {
        this.gate = gate;
        this.uses = uses;
        this.clock = clock;
    }

    @Override
    public Duration get() {
        List<Use> current = gate.uses();
        // An empty report is worth a write only if it replaces another.
        if (!current.isEmpty() || hasReported) {
            uses.report(sender, current, clock.instant());
            hasReported = !current.isEmpty();
        }
        return INTERVAL;
    }
}
