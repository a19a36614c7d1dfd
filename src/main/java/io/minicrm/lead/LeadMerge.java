package io.minicrm.lead;

import io.minicrm.lead.LeadKey.ById;
import io.minicrm.lead.Stored.Outcome;
import io.minicrm.lead.Stored.Result;
import io.minicrm.problem.Precondition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A batch of changes while a store writes it. It decides which lead each change concerns and what becomes of it; the
 * store reads and writes. A store repeats these steps until nothing is {@link #pending}:
 *
 * <ol>
 *   <li>read which of the pending leads are stored;
 *   <li>{@link #merge} the changes into the stored ones, and write those that differ;
 *   <li>{@link #create} the others, insert them, and confirm those that were {@link #created}. A lead that another
 *       process has inserted at the same time stays pending, and is merged in the next round.
 * </ol>
 *
 * <p>A new lead whose key is an address gets an id that follows from the address. Two processes that import the same
 * address at the same time therefore insert the same id, and one of them merges. If the lead with that id has another
 * address by now, it is another lead, and the next id of the address is taken.
 *
 * <p>Not thread-safe.
 */
public final class LeadMerge {

    private final List<LeadChange> changes;
    private final StoreMode mode;
    private final Precondition<Lead> precondition;
    private final Outcome[] outcomes;
    /**
     * By id, in the order in which the leads are given: most files are sorted by it, and then sorting costs nothing.
     */
    private final Map<String, Target> pending;

    /** The changes of one lead, in order. */
    private static final class Target {

        /** The address that the lead must have; null if its id was given or found. */
        private final @Nullable LeadKey address;

        /** Which of the ids of the address is tried. */
        private final int attempt;

        /** The places of the changes; the first {@code count} are used. Most leads have one. */
        private int[] places = {0};

        private int count;

        Target(@Nullable LeadKey address, int attempt) {
            this.address = address;
            this.attempt = attempt;
        }

        void add(int place) {
            if (count == places.length) {
                places = Arrays.copyOf(places, 2 * count);
            }
            places[count++] = place;
        }
    }

    /** A stored lead that differs after the changes. */
    public record Changed(Lead before, Lead after) {}

    /**
     * @param find finds the ids of the stored leads with these addresses, none of which is {@link ById}; called once at
     *     most
     */
    public LeadMerge(List<LeadChange> changes, StoreMode mode, Function<Set<LeadKey>, Map<LeadKey, String>> find) {
        this(changes, mode, find, Precondition.none());
    }

    /**
     * One change of a lead with this id, which is made only if the lead is as expected. {@link #merge} and
     * {@link #create} throw what the precondition throws.
     */
    public static LeadMerge conditional(LeadChange change, StoreMode mode, Precondition<Lead> precondition) {
        if (!(change.key() instanceof ById)) {
            throw new IllegalArgumentException("The key of a conditional change must be an id");
        }
        return new LeadMerge(List.of(change), mode, _ -> Map.of(), precondition);
    }

    private LeadMerge(
            List<LeadChange> changes,
            StoreMode mode,
            Function<Set<LeadKey>, Map<LeadKey, String>> find,
            Precondition<Lead> precondition) {
        this.changes = changes;
        this.mode = mode;
        this.precondition = precondition;
        this.outcomes = new Outcome[changes.size()];
        this.pending = LinkedHashMap.newLinkedHashMap(changes.size());
        Map<LeadKey, String> found = found(find);
        var unfound = new ArrayList<Integer>();
        for (int i = 0; i < changes.size(); i++) {
            LeadKey key = changes.get(i).key();
            String id = key instanceof ById byId ? byId.id() : found.get(key);
            if (id == null) {
                unfound.add(i);
            } else {
                pending.computeIfAbsent(id, _ -> new Target(null, 0)).add(i);
            }
        }
        // After those with an id, because none of these is the lead of such an id.
        unfound.forEach(i -> target(changes.get(i).key(), 0).add(i));
    }

    /** The new lead of an address, under the first of its ids that is not another lead's in this batch. */
    private Target target(LeadKey address, int firstAttempt) {
        for (int attempt = firstAttempt; ; attempt++) {
            int tried = attempt;
            Target target = pending.computeIfAbsent(LeadId.of(address, tried), _ -> new Target(address, tried));
            if (address.equals(target.address)) {
                return target;
            }
        }
    }

    private Map<LeadKey, String> found(Function<Set<LeadKey>, Map<LeadKey, String>> find) {
        var addresses = new HashSet<LeadKey>();
        for (LeadChange change : changes) {
            if (!(change.key() instanceof ById)) {
                addresses.add(change.key());
            }
        }
        return addresses.isEmpty() ? Map.of() : find.apply(addresses);
    }

    /** The ids of the leads whose changes are not written yet. */
    public Set<String> pending() {
        return pending.keySet();
    }

    /**
     * Merges the changes into stored leads, which must not change until they are written.
     *
     * @return those that differ
     */
    public List<Changed> merge(Collection<Lead> stored) {
        var differing = new ArrayList<Changed>();
        for (Lead lead : stored) {
            Target target = pending.remove(lead.id());
            if (target == null) {
                continue;
            }
            if (target.address != null && !target.address.matches(lead)) {
                Target next = target(target.address, target.attempt + 1);
                Arrays.stream(target.places, 0, target.count).forEach(next::add);
                continue;
            }
            Lead after = apply(target, lead.id(), lead);
            if (after != null && !after.equals(lead)) {
                differing.add(new Changed(lead, after));
            }
        }
        return differing;
    }

    /**
     * The pending leads that are not stored, as the changes create them, in order of id: concurrent batches that insert
     * in the same order cannot deadlock.
     *
     * @param storedIds the ids that are stored
     */
    public List<Lead> create(Set<String> storedIds) {
        var added = new ArrayList<Lead>(pending.size());
        pending.entrySet().removeIf(entry -> {
            if (storedIds.contains(entry.getKey())) {
                return false;
            }
            Lead lead = apply(entry.getValue(), entry.getKey(), null);
            if (lead != null) {
                added.add(lead);
            }
            // If all its changes were rejected, there is nothing to insert.
            return lead == null;
        });
        added.sort(Comparator.comparing(Lead::id));
        return added;
    }

    /** Confirms that leads were inserted. */
    public void created(Collection<Lead> leads) {
        if (leads.size() == pending.size()) {
            pending.clear();
        } else {
            leads.forEach(lead -> pending.remove(lead.id()));
        }
    }

    private @Nullable Lead apply(Target target, String id, @Nullable Lead stored) {
        precondition.check(stored);
        Lead lead = stored;
        for (int at = 0; at < target.count; at++) {
            int place = target.places[at];
            LeadChange change = changes.get(place);
            try {
                Lead before = lead;
                lead = before == null ? change.newLead(id) : change.applyTo(before, mode);
                Result result =
                        before == null ? Result.IMPORTED : lead.equals(before) ? Result.UNCHANGED : Result.UPDATED;
                outcomes[place] = new Outcome(result, id, null);
            } catch (InvalidLeadException tooMuch) {
                outcomes[place] = new Outcome(Result.REJECTED, id, tooMuch.problem());
            }
        }
        return lead;
    }

    /** What became of the changes, when nothing is pending. */
    public Stored result() {
        return new Stored(Arrays.asList(outcomes));
    }
}
