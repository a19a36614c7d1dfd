package io.minicrm.delivery;

import io.minicrm.lead.Lead;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The values of a lead that templates can use: {@code id}, {@code name}, {@code email}, {@code phone} and its
 * attributes.
 */
public final class TemplateValues {

    /** The core fields of a lead that templates can use. */
    public static final List<String> CORE = List.of("id", "name", "email", "phone");

    private TemplateValues() {}

    /**
     * The lead's values for the given names, without those that it does not have. A core field hides an attribute of
     * that name.
     */
    public static Map<String, Object> of(Lead lead, Set<String> names) {
        var values = new TreeMap<String, Object>();
        for (String name : names) {
            Object value = value(lead, name);
            if (value != null) {
                values.put(name, value);
            }
        }
        return values;
    }

    private static @Nullable Object value(Lead lead, String name) {
        return switch (name) {
            case "id" -> lead.id();
            case "name" -> lead.name();
            case "email" -> lead.email();
            case "phone" -> lead.phone();
            default -> lead.attributes().get(name);
        };
    }
}
