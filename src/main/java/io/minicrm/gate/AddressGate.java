package io.minicrm.gate;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Skips leads without an address on the campaign's channel, or with something else in its place. For the expander,
 * which reads leads.
 */
public final class AddressGate implements Gate {

    private static final Verdict NO_ADDRESS = new Verdict.Skip(SkipReason.NO_ADDRESS);
    private static final Verdict INVALID_ADDRESS = new Verdict.Skip(SkipReason.INVALID_ADDRESS);

    private final Map<String, Predicate<String>> channels;

    /**
     * @param channels the channels installed in this process, by name, with what can be an address on each: only they
     *     know whether a lead has an address
     */
    public AddressGate(Map<String, Predicate<String>> channels) {
        this.channels = Map.copyOf(channels);
    }

    @Override
    public List<Verdict> judge(List<Candidate> batch) {
        return Gates.each(batch, this::judge);
    }

    private Verdict judge(Candidate message) {
        Predicate<String> isAddress = channels.get(message.campaign().channel());
        if (isAddress == null) {
            return Verdict.GO;
        }
        String address = message.address();
        if (address == null) {
            return NO_ADDRESS;
        }
        return isAddress.test(address) ? Verdict.GO : INVALID_ADDRESS;
    }
}
