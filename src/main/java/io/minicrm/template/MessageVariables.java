package io.minicrm.template;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The variables that the templates of a message, its body and its header lines, read from the lead.
 *
 * @param all all of them, sorted
 * @param required those that at least one template {@linkplain MessageTemplate#required() requires}, sorted
 */
public record MessageVariables(Set<String> all, Set<String> required) {

    public MessageVariables {
        all = Collections.unmodifiableSet(new TreeSet<>(all));
        required = Collections.unmodifiableSet(new TreeSet<>(required));
    }

    /** The variables of these templates. */
    public static MessageVariables of(Collection<MessageTemplate> templates) {
        Set<String> all = new TreeSet<>();
        Set<String> required = new TreeSet<>();
        for (MessageTemplate template : templates) {
            all.addAll(template.variables());
            required.addAll(template.required());
        }
        return new MessageVariables(all, required);
    }

    /** The variables without a value, sorted. */
    public Set<String> missing(Map<String, ?> values) {
        return without(all, values);
    }

    /**
     * The variables without a value for which the message provides nothing else, sorted: it has a gap there. The others
     * of the {@link #missing} have a {@code default}, or are in an {@code if} that asks for them.
     */
    public Set<String> lacking(Map<String, ?> values) {
        return without(required, values);
    }

    private static Set<String> without(Set<String> names, Map<String, ?> values) {
        Set<String> absent = new TreeSet<>();
        for (String name : names) {
            if (values.get(name) == null) {
                absent.add(name);
            }
        }
        return absent;
    }
}
