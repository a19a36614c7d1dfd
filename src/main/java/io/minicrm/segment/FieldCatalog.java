package io.minicrm.segment;

import io.minicrm.lead.AttributeDefinition;
import io.minicrm.lead.AttributeType;
import io.minicrm.text.Similar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The fields that rules can use in this installation: the core fields, and all attributes that any stored lead has or had. */
public final class FieldCatalog {

    private final SortedMap<String, Set<AttributeType>> attributes;

    private FieldCatalog(SortedMap<String, Set<AttributeType>> attributes) {
        this.attributes = attributes;
    }

    /**
     * The catalogue of an installation.
     *
     * @param attributeTypes the result of {@link io.minicrm.lead.Leads#attributeTypes()}; if it is empty, any attribute is accepted
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
        for (AttributeDefinition definition : definitions) {
            if (Field.find(definition.name()).orElse(null) instanceof Field.Attribute) {
                attributes.put(definition.name(), Set.of(definition.type()));
            }
        }
        return new FieldCatalog(attributes);
    }

    /**
     * A field and the operators that apply to it.
     *
     * @param name the field's name in rules
     * @param types the types of its values: the codes of {@link AttributeType}
     * @param operators the operators that apply to it
     */
    public record Entry(String name, List<String> types, List<String> operators) {

        public Entry {
            types = List.copyOf(types);
            operators = List.copyOf(operators);
        }
    }

    /** All fields: first the core fields, then the attributes by name. */
    public List<Entry> fields() {
        return Stream.concat(
                        Arrays.stream(Field.Core.values()).map(c -> entry(c.path(), Set.of(c.type()))),
                        attributes.entrySet().stream().map(a -> entry(a.getKey(), a.getValue())))
                .toList();
    }

    private static Entry entry(String name, Set<AttributeType> types) {
        return new Entry(
                name,
                types.stream().map(AttributeType::code).toList(),
                operatorsOn(types).map(Operator::code).toList());
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
