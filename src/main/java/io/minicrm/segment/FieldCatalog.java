package io.minicrm.segment;

import io.minicrm.lead.AttributeDefinition;
import io.minicrm.lead.AttributeType;
import io.minicrm.text.Similar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The fields that rules can use in this installation: the core fields, and all attributes that any stored lead has or
 * had.
 */
public final class FieldCatalog {

    private final SortedMap<String, Set<AttributeType>> attributes;
    private final Map<String, String> labels;

    private FieldCatalog(SortedMap<String, Set<AttributeType>> attributes, Map<String, String> labels) {
        this.attributes = attributes;
        this.labels = Map.copyOf(labels);
    }

    /**
     * The catalogue of an installation.
     *
     * @param attributeTypes the result of {@link io.minicrm.lead.Leads#attributeTypes()}; if it is empty, any attribute
     *     is accepted
     */
    public static FieldCatalog of(Map<String, Set<AttributeType>> attributeTypes) {
        return of(attributeTypes, List.of());
    }

    /**
     * The catalogue of an installation whose attributes have one type each.
     *
     * @param definitions the type of each attribute; it counts and not what is stored
     */
    public static FieldCatalog of(
            Map<String, Set<AttributeType>> attributeTypes, List<AttributeDefinition> definitions) {
        var attributes = new TreeMap<String, Set<AttributeType>>();
        attributeTypes.forEach((name, types) -> {
            if (Field.find(name).orElse(null) instanceof Field.Attribute) {
                attributes.put(name, sorted(types));
            }
        });
        var labels = new HashMap<String, String>();
        for (AttributeDefinition definition : definitions) {
            if (Field.find(definition.name()).orElse(null) instanceof Field.Attribute) {
                attributes.put(definition.name(), Set.of(definition.type()));
            }
            if (definition.label() != null) {
                labels.put(definition.name(), definition.label());
            }
        }
        return new FieldCatalog(attributes, labels);
    }

    /**
     * A field and the operators that apply to it.
     *
     * @param name the field's name in rules
     * @param label its name for people; null if it has none
     * @param types the types of its values: the codes of {@link AttributeType}
     * @param operators the operators that apply to it
     * @param leads the number of leads that have the attribute, as of a short while ago; null for core fields, and
     *     until they are counted
     */
    public record Entry(
            String name,
            @Nullable String label,
            List<String> types,
            List<String> operators,
            @Nullable Long leads) {

        public Entry {
            types = List.copyOf(types);
            operators = List.copyOf(operators);
        }
    }

    /**
     * All fields: first the core fields, then the attributes by name.
     *
     * @param leads the number of leads by attribute; null if they are not counted
     */
    public List<Entry> fields(@Nullable Map<String, Long> leads) {
        return Stream.concat(
                        Arrays.stream(Field.Core.values()).map(core -> entry(core.path(), Set.of(core.type()), null)),
                        attributes.entrySet().stream()
                                .map(attribute -> entry(
                                        attribute.getKey(),
                                        attribute.getValue(),
                                        leads == null ? null : leads.getOrDefault(attribute.getKey(), 0L))))
                .toList();
    }

    private Entry entry(String name, Set<AttributeType> types, @Nullable Long leads) {
        return new Entry(
                name,
                labels.get(name),
                types.stream().map(AttributeType::code).toList(),
                operatorsOn(types).map(Operator::code).toList(),
                leads);
    }

    /** The operators that apply to at least one of the types. */
    static Stream<Operator> operatorsOn(Set<AttributeType> types) {
        return Operator.all().stream().filter(o -> o.types().stream().anyMatch(types::contains));
    }

    /** The types of the values of the field; empty if no lead was ever stored with it. */
    Set<AttributeType> typesOf(Field field) {
        return switch (field) {
            case Field.Core core -> Set.of(core.type());
            case Field.Attribute(String path) ->
                attributes.isEmpty() ? EnumSet.allOf(AttributeType.class) : attributes.getOrDefault(path, Set.of());
        };
    }

    /** Names of fields similar to the given one, the most similar first. */
    List<String> suggestions(String name) {
        var known = new ArrayList<String>();
        for (Field.Core core : Field.Core.values()) {
            known.add(core.path());
        }
        known.addAll(attributes.keySet());
        return Similar.to(name, known);
    }

    /** The operator most similar to the given one. */
    static Optional<String> similarOperator(String code) {
        return Similar.to(code, Operator.all().stream().map(Operator::code).toList()).stream()
                .findFirst();
    }

    private static Set<AttributeType> sorted(Set<AttributeType> types) {
        return types.isEmpty() ? Set.of() : EnumSet.copyOf(types);
    }
}
