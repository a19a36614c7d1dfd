package io.minicrm.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Gates in order. A message passes them one after the other; the first that does not say {@link Verdict.Go} decides,
 * and later gates do not see the message. So a gate that changes something when it says go, such as a rate limit, comes
 * last.
 *
 * <p>Example: of three messages one is for a deleted lead and one has no address. {@code [LeadDeletedGate,
 * AddressGate]} answers {@code [Skip(LEAD_DELETED), Skip(NO_ADDRESS), Go]}; the second gate is asked about two
 * messages.
 */
public final class Gates implements Gate {

    private final List<Gate> gates;

    public Gates(List<Gate> gates) {
        this.gates = List.copyOf(gates);
    }

    @Override
    public List<Verdict> judge(List<Candidate> batch) {
        Verdict[] verdicts = new Verdict[batch.size()];
        Arrays.fill(verdicts, Verdict.GO);
        List<Candidate> open = batch;
        int[] places = null;
        for (Gate gate : gates) {
            if (open.isEmpty()) {
                break;
            }
            List<Verdict> answers = gate.judge(open);
            if (allPass(answers)) {
                continue;
            }
            List<Candidate> passed = new ArrayList<>(open.size());
            int[] passedPlaces = new int[open.size()];
            for (int i = 0; i < answers.size(); i++) {
                int place = places == null ? i : places[i];
                if (answers.get(i) instanceof Verdict.Go) {
                    passedPlaces[passed.size()] = place;
                    passed.add(open.get(i));
                } else {
                    verdicts[place] = answers.get(i);
                }
            }
            open = passed;
            places = passedPlaces;
        }
        return Arrays.asList(verdicts);
    }

    private static boolean allPass(List<Verdict> answers) {
        for (Verdict answer : answers) {
            if (!(answer instanceof Verdict.Go)) {
                return false;
            }
        }
        return true;
    }

    /** A gate that needs nothing but the message itself. */
    static List<Verdict> each(List<Candidate> batch, Function<Candidate, Verdict> judgement) {
        return batch.stream().map(judgement).toList();
    }
}
