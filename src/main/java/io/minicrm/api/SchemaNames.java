package io.minicrm.api;

import io.minicrm.inspector.TopicDetail;
import io.minicrm.inspector.TopicOffsets;
import io.swagger.v3.core.jackson.TypeNameResolver;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Names schemas after their records. Two records of the same name need names of their own here. */
final class SchemaNames extends TypeNameResolver {

    private static final Map<Class<?>, String> NAMES = Map.of(
            TopicDetail.Partition.class, "TopicPartition",
            TopicOffsets.Partition.class, "PartitionOffsets",
            LeadBatch.Refusal.class, "LeadRefusal");

    private final Map<String, Class<?>> taken = new ConcurrentHashMap<>();

    /** @throws IllegalStateException if another class has this name, so that one would hide the other */
    @Override
    protected String nameForClass(Class<?> type, Set<Options> options) {
        String name = NAMES.getOrDefault(type, super.nameForClass(type, options));
        Class<?> other = taken.putIfAbsent(name, type);
        if (other != null && other != type && type.getName().startsWith("io.minicrm.") && other.isRecord()) {
            throw new IllegalStateException("%s and %s have the same name in the API description; add one to %s"
                    .formatted(other.getName(), type.getName(), SchemaNames.class.getSimpleName()));
        }
        return name;
    }
}
