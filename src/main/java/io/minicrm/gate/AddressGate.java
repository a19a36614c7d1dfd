package io.minicrm.gate;

import java.util.List;
import java.util.Set;

/** Skips leads without an address on the campaign's channel. For the expander, which reads leads. */
public final class AddressGate implements Gate {

    private static final Verdict NO_ADDRESS = new Verdict.Skip(SkipReason.NO_ADDRESS);

    private final Set<String> channels;

    /** @param channels the channels installed in this process: only they can tell whether a lead has an address */
    public AddressGate(Set<String> channels) {
        this.channels = Set.copyOf(channels);
    }

    @Override
    public List<Verdict> judge(List<Candidate> batch) {
        return Gates.each(
                batch,
                message -> message.address() == null
                                && channels.contains(message.campaign().channel())
                        ? NO_ADDRESS
                        : Verdict.GO);
    }
}
