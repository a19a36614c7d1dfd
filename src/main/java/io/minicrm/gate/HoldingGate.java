package io.minicrm.gate;

import java.util.List;

/** A gate that keeps messages waiting inside the process. Times are {@link System#nanoTime}. */
public interface HoldingGate extends Gate {

    /** The messages that may leave now; they are held no longer. */
    List<Candidate> due(long now);

    /** Nanoseconds until the next message is due; {@link Long#MAX_VALUE} if none is held. */
    long nanosToNext(long now);

    /** Releases everything, in the order of arrival: to be judged again under other limits, or given back. */
    List<Candidate> drain();

    /** How many messages are held. */
    int held();
}
