package io.minicrm.delivery;

import io.minicrm.lead.Lead;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a template can say of a lead: its {@code id}, {@code name}, {@code email} and {@code phone}, and its attributes. */
public final class TemplateValues {

    private TemplateValues() {}

    /** The lead's values for those of the names that it has one for; a core field hides an attribute of the same name. */
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
