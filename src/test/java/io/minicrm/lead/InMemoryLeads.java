package io.minicrm.lead;

import io.minicrm.problem.Precondition;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The leads of a test, in memory. Ids compare by UTF-16 unit, which is by code point as long as no test uses surrogates. */
public class InMemoryLeads implements Leads {

    private final TreeMap<String, Lead> leads = new TreeMap<>();
    private int reads;

    /** How often leads were read by their ids. */
    public synchronized int reads() {
        return reads;
    }

    @Override
    public synchronized Stored store(List<LeadChange> changes, StoreMode mode) {
        return write(new LeadMerge(changes, mode, this::ids));
    }

    @Override
    public synchronized Stored.Outcome store(LeadChange change, StoreMode mode, Precondition<Lead> precondition) {
        return write(LeadMerge.conditional(change, mode, precondition))
                .outcomes()
                .getFirst();
    }

    private Stored write(LeadMerge merge) {
        while (!merge.pending().isEmpty()) {
            List<Lead> stored =
                    merge.pending().stream().flatMap(id -> find(id).stream()).toList();
            merge.merge(stored).forEach(changed -> leads.put(changed.after().id(), changed.after()));
            List<Lead> added = merge.create(leads.keySet());
            added.forEach(lead -> leads.put(lead.id(), lead));
            merge.created(added);
        }
        return merge.result();
    }

    private Map<LeadKey, String> ids(Set<LeadKey> addresses) {
        var ids = new HashMap<LeadKey, String>();
        addresses.forEach(address -> leads.values().stream()
                .filter(address::matches)
                .min(Comparator.comparing(Lead::createdAt).thenComparing(Lead::id))
                .ifPresent(lead -> ids.put(address, lead.id())));
        return ids;
    }

    @Override
    public synchronized List<Lead> findAll(Collection<String> ids) {
        reads++;
        return ids.stream().flatMap(id -> find(id).stream()).toList();
    }

    @Override
    public synchronized Optional<Lead> find(String id) {
        return Optional.ofNullable(leads.get(id));
    }

    @Override
    public synchronized boolean delete(String id, Precondition<Lead> precondition) {
        find(id).ifPresent(precondition::check);
        return leads.remove(id) != null;
    }

    @Override
    public synchronized List<Lead> list(LeadQuery query) {
        Comparator<LeadPosition> order = query.sort().comparator();
        return matching(query.text())
                .filter(lead ->
                        query.after() == null || order.compare(query.sort().position(lead), query.after()) > 0)
                .sorted(Comparator.comparing(query.sort()::position, order))
                .limit(query.limit())
                .toList();
    }

    @Override
    public synchronized long count(@Nullable String text, int max) {
        return matching(text).limit(max).count();
    }

    private Stream<Lead> matching(@Nullable String text) {
        return leads.values().stream().filter(lead -> text == null || contains(lead, text.toLowerCase(Locale.ROOT)));
    }

    private static boolean contains(Lead lead, String text) {
        return Stream.of(lead.id(), lead.name(), lead.email(), lead.phone())
                .anyMatch(
                        value -> value != null && value.toLowerCase(Locale.ROOT).contains(text));
    }

    @Override
    public synchronized long count() {
        return leads.size();
    }

    @Override
    public synchronized Map<String, Long> attributeCounts() {
        var counts = new TreeMap<String, Long>();
        leads.values()
                .forEach(
                        lead -> lead.attributes().values().keySet().forEach(name -> counts.merge(name, 1L, Long::sum)));
        return counts;
    }

    @Override
    public synchronized Map<String, Set<AttributeType>> attributeTypes() {
        var types = new TreeMap<String, Set<AttributeType>>();
        for (Lead lead : leads.values()) {
            lead.attributes()
                    .values()
                    .forEach((name, value) -> types.computeIfAbsent(name, any -> EnumSet.noneOf(AttributeType.class))
                            .add(AttributeType.of(value)));
        }
        return types;
    }
}
