package io.minicrm.lead;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The definitions of a store, and those that would be held if leads were stored. Nothing is stored. Not thread-safe.
 */
final class DraftDefinitions implements AttributeDefinitions {

    private final Map<String, AttributeDefinition> definitions = new TreeMap<>();

    DraftDefinitions(AttributeDefinitions stored) {
        stored.all().forEach(definition -> definitions.put(definition.name(), definition));
    }

    @Override
    public List<AttributeDefinition> all() {
        return List.copyOf(definitions.values());
    }

    @Override
    public List<AttributeDefinition> hold(Collection<AttributeDefinition> inferred) {
        inferred.forEach(definition -> definitions.putIfAbsent(definition.name(), definition));
        return inferred.stream()
                .map(definition -> definitions.getOrDefault(definition.name(), definition))
                .toList();
    }

    @Override
    public void declare(AttributeDefinition declared) {
        definitions.put(declared.name(), declared);
    }

    @Override
    public boolean remove(String name) {
        return definitions.remove(name) != null;
    }
}
