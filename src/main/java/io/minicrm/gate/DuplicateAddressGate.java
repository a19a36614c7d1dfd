package io.minicrm.gate;

import io.minicrm.campaign.MessageKey;
import java.util.List;
import java.util.Set;

/** Skips leads whose address another lead of the audience has, as the plan says. */
public final class DuplicateAddressGate implements Gate {

    private static final Verdict DUPLICATE = new Verdict.Skip(SkipReason.DUPLICATE_ADDRESS);

    private final Set<MessageKey> duplicates;

    /** @param duplicates the messages of the batch that the plan leaves out */
    public DuplicateAddressGate(Set<MessageKey> duplicates) {
        this.duplicates = Set.copyOf(duplicates);
    }

    @Override
    public List<Verdict> judge(List<Candidate> batch) {
        return Gates.each(batch, message -> duplicates.contains(message.key()) ? DUPLICATE : Verdict.GO);
    }
}
