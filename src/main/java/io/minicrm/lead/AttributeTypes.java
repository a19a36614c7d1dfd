package io.minicrm.lead;

import io.minicrm.problem.FieldProblem;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one place that types the values of leads on their way in, or refuses them. Every attribute has one type in the whole installation.
 * A new attribute gets the type of its first value, which is stored before the lead is; from then on every value has to fit, whichever
 * process it comes to.
 *
 * <p>Example: {@code zip} is declared as text. A JSON lead with {@code "zip": 20095} is stored with {@code "20095"}. {@code age} was first
 * seen as 41. A row with {@code age = N/A} is refused, unless {@code N/A} is declared to stand for no value.
 *
 * <p>Definitions are read at most once per second and written once per new attribute, so no lead needs a round trip. Thread-safe.
 */
public final class AttributeTypes {

    /** The most attributes of an installation. */
    public static final int MAX_NAMES = 2_000;

    /** The most bytes of the attributes of one lead: names and values, in UTF-8. A message has to fit into a Kafka record. */
    public static final int MAX_BYTES = 65_536;

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_BYTES_PER_CHAR = 3;
    private static final int MAX_NUMBER_LENGTH = 2 * Attributes.MAX_DIGITS + 2;

    private final AttributeDefinitions stored;
    private final Supplier<Map<String, Set<AttributeType>>> recorded;
    private final LongSupplier nanoTime;
    private @Nullable Known known;

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
     * The lead with every attribute as a value of its type.
     *
     * @throws InvalidLeadException if a value does not fit, or the attributes exceed a limit; its field is the attribute's name
     */
    public Lead fit(Lead lead) {
        SortedMap<String, Object> values = lead.attributes().values();
        checkSize(values);
        Map<String, AttributeDefinition> definitions = definitions();
        var unknown = new TreeMap<String, AttributeType>();
        // Made only for the few leads that need another value, because this runs for every lead.
        TreeMap<String, Object> fitted = null;
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            AttributeDefinition definition = definitions.get(entry.getKey());
            Object value = entry.getValue();
            if (definition == null) {
                unknown.put(entry.getKey(), AttributeType.of(value));
                continue;
            }
            Object typed = definition.fit(value);
            if (typed != value) {
                fitted = fitted == null ? new TreeMap<>(values) : fitted;
                if (typed == null) {
                    fitted.remove(entry.getKey());
                } else {
                    fitted.put(entry.getKey(), typed);
                }
            }
        }
        if (!unknown.isEmpty()) {
            // The others fit, so the lead does not leave types behind without being stored.
            hold(unknown);
            return fit(lead);
        }
        return fitted == null ? lead : with(lead, Attributes.of(fitted));
    }

    /** The same for a lead that came as JSON: the field of a problem is a path such as {@code attributes.zip}. */
    public Lead fitJson(Lead lead) {
        try {
            return fit(lead);
        } catch (InvalidLeadException misfit) {
            FieldProblem problem = misfit.problem();
            throw "attributes".equals(problem.field()) ? misfit : new InvalidLeadException(problem.in("attributes"));
        }
    }

    /** The definition of an attribute; null if it has none. */
    @Nullable
    AttributeDefinition find(String name) {
        return definitions().get(name);
    }

    /**
     * Holds the types of attributes that have none. Types that leads were stored with earlier come first; if they differ, the attribute
     * holds text.
     *
     * @throws InvalidLeadException if the installation would have more than {@value #MAX_NAMES} attributes
     */
    void hold(Map<String, AttributeType> types) {
        Map<String, AttributeDefinition> definitions = definitions();
        Map<String, Set<AttributeType>> earlier = recorded.get();
        List<AttributeDefinition> inferred = types.entrySet().stream()
                .filter(type -> !definitions.containsKey(type.getKey()))
                .map(type -> AttributeDefinition.inferred(
                        type.getKey(), type(type.getValue(), earlier.getOrDefault(type.getKey(), Set.of()))))
                .toList();
        if (inferred.isEmpty()) {
            return;
        }
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

    private synchronized Map<String, AttributeDefinition> definitions() {
        Known present = known;
        long now = nanoTime.getAsLong();
        if (present == null || now - present.at() > FRESH_NANOS) {
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

    private static void checkSize(Map<String, Object> values) {
        long chars = 0;
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            chars += entry.getKey().length() + length(entry.getValue());
        }
        if (chars * MAX_BYTES_PER_CHAR <= MAX_BYTES) {
            return;
        }
        long bytes = 0;
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            bytes += bytes(entry.getKey()) + bytes(String.valueOf(entry.getValue()));
        }
        if (bytes > MAX_BYTES) {
            throw new InvalidLeadException(
                    "attributes", "have %d bytes; the limit is %d for one lead".formatted(bytes, MAX_BYTES));
        }
    }

    private static int length(Object value) {
        return switch (value) {
            case String text -> text.length();
            case List<?> _, Map<?, ?> _ -> value.toString().length();
            default -> MAX_NUMBER_LENGTH;
        };
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static Lead with(Lead lead, Attributes attributes) {
        return new Lead(
                lead.id(), lead.name(), lead.email(), lead.phone(), lead.unsubscribed(), attributes, lead.createdAt());
    }
}
