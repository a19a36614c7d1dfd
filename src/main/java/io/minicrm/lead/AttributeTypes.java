package io.minicrm.lead;

import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InputFault;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one place that types the values of leads on their way in, or refuses them. Every attribute has one type in the
 * whole installation. A new attribute gets the type of its first value, which is stored before the lead is; from then
 * on every value has to fit, whichever process it comes to.
 *
 * <p>Example: {@code zip} is declared as text. A JSON lead with {@code "zip": 20095} is stored with {@code "20095"}.
 * {@code age} was first seen as 41. A row with {@code age = N/A} is refused, unless {@code N/A} is declared to stand
 * for no value.
 *
 * <p>Definitions are read at most once per second and written once per new attribute, so no lead needs a round trip.
 * Thread-safe.
 */
public final class AttributeTypes {

    /** The most attributes of an installation. */
    public static final int MAX_NAMES = 2_000;

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AttributeDefinitions stored;
    private final Supplier<Map<String, Set<AttributeType>>> recorded;
    private final LongSupplier nanoTime;
    private volatile @Nullable Known known;

    private record Known(Map<String, AttributeDefinition> byName, long at) {}

    /** The types of the installation that a store holds. */
    public AttributeTypes(AttributeDefinitions stored, Leads leads) {
        this(stored, leads::attributeTypes, System::nanoTime);
    }

    /** @param recorded the types of values that leads were stored with before their attributes had definitions */
    AttributeTypes(
            AttributeDefinitions stored, Supplier<Map<String, Set<AttributeType>>> recorded, LongSupplier nanoTime) {
        this.stored = stored;
        this.recorded = recorded;
        this.nanoTime = nanoTime;
    }

    /**
     * The change with every attribute as a value of its type. A text that stands for no value clears its attribute.
     *
     * @throws InvalidLeadException if a value does not fit, or the attributes exceed a limit; its field is the
     *     attribute's name
     */
    public LeadChange fit(LeadChange change) {
        SortedMap<String, Object> values = change.attributes().values();
        change.attributes().checkSize();
        Map<String, AttributeDefinition> definitions = definitions();
        // Made only for the few leads that need them, because this runs for every lead.
        TreeMap<String, AttributeType> unknown = null;
        TreeMap<String, Object> fitted = null;
        Set<String> cleared = null;
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            String name = entry.getKey();
            Object value = entry.getValue();
            AttributeDefinition definition = definitions.get(name);
            if (definition == null) {
                unknown = unknown == null ? new TreeMap<>() : unknown;
                unknown.put(name, AttributeType.of(value));
                continue;
            }
            Object typed = definition.fit(value);
            if (typed == null) {
                cleared = cleared == null ? new TreeSet<>(change.cleared()) : cleared;
                cleared.add(name);
            }
            if (typed != value) {
                fitted = fitted == null ? new TreeMap<>(values) : fitted;
                fitted.compute(name, (_, _) -> typed);
            }
        }
        if (unknown != null) {
            // The others fit, so the lead does not leave types behind without being stored.
            hold(unknown);
            return fit(change);
        }
        return fitted == null
                ? change
                : change.with(Attributes.of(fitted), cleared == null ? change.cleared() : cleared);
    }

    /** The same for a change that came as JSON: the field of a problem is a path such as {@code attributes.zip}. */
    public LeadChange fitJson(LeadChange change) {
        try {
            return fit(change);
        } catch (InvalidLeadException misfit) {
            FieldProblem problem = misfit.problem();
            if ("attributes".equals(problem.field())) {
                throw misfit;
            }
            throw new InvalidLeadException(InputFault.CONFLICT, problem.in("attributes"));
        }
    }

    /** The same types for leads that are not stored: what would be held is not. */
    AttributeTypes draft() {
        return new AttributeTypes(new DraftDefinitions(stored), recorded, nanoTime);
    }

    /** The definition of an attribute; null if it has none. */
    @Nullable
    AttributeDefinition find(String name) {
        return definitions().get(name);
    }

    /**
     * Holds the types of attributes that have none. Types that leads were stored with earlier come first; if they
     * differ, the attribute holds text.
     *
     * @throws InvalidLeadException if the installation would have more than {@value #MAX_NAMES} attributes
     */
    void hold(Map<String, AttributeType> types) {
        Map<String, AttributeDefinition> definitions = definitions();
        if (definitions.keySet().containsAll(types.keySet())) {
            return;
        }
        Map<String, Set<AttributeType>> earlier = recorded.get();
        List<AttributeDefinition> inferred = types.entrySet().stream()
                .filter(type -> !definitions.containsKey(type.getKey()))
                .map(type -> AttributeDefinition.inferred(
                        type.getKey(), type(type.getValue(), earlier.getOrDefault(type.getKey(), Set.of()))))
                .toList();
        if (definitions.size() + inferred.size() > MAX_NAMES) {
            throw new InvalidLeadException(
                    inferred.getFirst().name(),
                    "would be a new attribute, but there are %d already; the limit is %d for all leads together"
                            .formatted(definitions.size(), MAX_NAMES));
        }
        add(stored.hold(inferred));
    }

    private static AttributeType type(AttributeType seen, Set<AttributeType> earlier) {
        return switch (earlier.size()) {
            case 0 -> seen;
            case 1 -> earlier.iterator().next();
            default -> AttributeType.TEXT;
        };
    }

    private synchronized void add(Collection<AttributeDefinition> definitions) {
        var byName = new HashMap<>(definitions());
        definitions.forEach(definition -> byName.put(definition.name(), definition));
        known = new Known(Map.copyOf(byName), nanoTime.getAsLong());
    }

    /** Runs for every lead, so it locks only when it has to read. */
    private Map<String, AttributeDefinition> definitions() {
        Known present = known;
        return present != null && isFresh(present) ? present.byName() : read();
    }

    private boolean isFresh(Known present) {
        return nanoTime.getAsLong() - present.at() <= FRESH_NANOS;
    }

    private synchronized Map<String, AttributeDefinition> read() {
        Known present = known;
        if (present == null || !isFresh(present)) {
            long now = nanoTime.getAsLong();
            var byName = new HashMap<String, AttributeDefinition>();
            stored.all().forEach(definition -> byName.put(definition.name(), definition));
            present = new Known(Map.copyOf(byName), now);
            known = present;
        }
        return present.byName();
    }

    /** Reads the definitions again before the next lead, because they were changed here. */
    public synchronized void changed() {
        known = null;
    }
}
