package io.minicrm.gate;

import io.minicrm.campaign.Campaign;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Keeps campaigns, channels and domains within their limits. A message that gets {@link Verdict.Go} has used a part of
 * its limits, so this gate comes last. One reading of the limits serves all messages until {@link #refresh}.
 */
public final class RateLimitGate implements HoldingGate {

    private final Limits limits;
    private final Pacer<Candidate> pacer;
    private final LongSupplier nanoTime;

    /**
     * @param maxHeld the most messages that may wait in this process for one limit
     * @param nanoTime {@link System#nanoTime} outside tests
     */
    public RateLimitGate(Limits limits, int maxHeld, LongSupplier nanoTime) {
        this.limits = limits;
        this.pacer = new Pacer<>(maxHeld);
        this.nanoTime = nanoTime;
        refresh();
    }

    @Override
    public List<Verdict> judge(List<Candidate> batch) {
        long now = nanoTime.getAsLong();
        List<Verdict> verdicts = new ArrayList<>(batch.size());
        for (Candidate message : batch) {
            verdicts.add(
                    switch (pacer.depart(request(message), message, now)) {
                        case Pacer.Departure.Now leaves -> Verdict.GO;
                        case Pacer.Departure.Held held -> Verdict.HOLD;
                        case Pacer.Departure.Later later ->
                            new Verdict.Postpone(PostponeReason.RATE_LIMIT, later.delay(), later.limit());
                    });
        }
        return verdicts;
    }

    private static Pacer.Request request(Candidate message) {
        Campaign campaign = message.campaign();
        return new Pacer.Request(campaign.id(), campaign.maxRate(), campaign.channel(), message.address());
    }

    /**
     * Reads the limits again and forgets those that have not been used for a while.
     *
     * @return true if the limits or this process's share have changed, so that held messages should be judged again
     */
    public boolean refresh() {
        pacer.forgetIdle(nanoTime.getAsLong());
        return pacer.limit(limits.all());
    }

    /** Sets which part of all messages this process gets, 0 to 1: it uses that part of each limit. */
    public void share(double part) {
        pacer.share(part);
    }

    /** How this process uses the limits of channels and domains now. */
    public List<LimitUses.Use> uses() {
        return pacer.uses(nanoTime.getAsLong());
    }

    @Override
    public List<Candidate> due(long now) {
        return pacer.due(now);
    }

    @Override
    public long nanosToNext(long now) {
        return pacer.nanosToNext(now);
    }

    @Override
    public List<Candidate> drain() {
        return pacer.drain();
    }

    @Override
    public int held() {
        return pacer.held();
    }
}
