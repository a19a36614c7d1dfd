package io.minicrm.lead;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** The types of attributes of a test, in memory. */
public class InMemoryAttributes implements AttributeDefinitions {

    private final TreeMap<String, AttributeDefinition> definitions = new TreeMap<>();

    @Override
    public synchronized List<AttributeDefinition> all() {
        return List.copyOf(definitions.values());
    }

    @Override
    public synchronized List<AttributeDefinition> hold(Collection<AttributeDefinition> inferred) {
        inferred.forEach(definition -> definitions.putIfAbsent(definition.name(), definition));
        return inferred.stream()
                .map(definition -> definitions.get(definition.name()))
                .toList();
    }

    @Override
    public synchronized void declare(AttributeDefinition declared) {
        definitions.put(declared.name(), declared);
    }

    @Override
    public synchronized boolean remove(String name) {
        return definitions.remove(name) != null;
    }
}
