package io.minicrm.segment;

import io.minicrm.lead.AttributeType;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A field of a lead that rules can use. Its path is validated, which makes it safe to build into a query. A core field
 * hides an attribute of the same name.
 */
public sealed interface Field {

    /** The name in rules. */
    String path();

    /**
     * The lead's value: a value of {@link Attributes} or (for {@link Core#CREATED_AT}) an Instant; null if it has none.
     */
    @Nullable
    Object valueIn(Lead lead);

    /** The field with this name; empty if the text is the name of neither a core field nor a possible attribute. */
    static Optional<Field> find(String path) {
        for (Core core : Core.values()) {
            if (core.path().equals(path)) {
                return Optional.of(core);
            }
        }
        return Attributes.isName(path) ? Optional.of(new Attribute(path)) : Optional.empty();
    }

    /**
     * The field with this name.
     *
     * @throws IllegalArgumentException if the text cannot be the name of a field
     */
    static Field of(String path) {
        return find(path).orElseThrow(() -> new IllegalArgumentException("\"%s\" cannot name a field".formatted(path)));
    }

    /** The fields that every lead has. */
    enum Core implements Field {
        ID(AttributeType.TEXT),
        NAME(AttributeType.TEXT),
        EMAIL(AttributeType.TEXT),
        PHONE(AttributeType.TEXT),
        UNSUBSCRIBED(AttributeType.BOOLEAN),
        CREATED_AT(AttributeType.DATE);

        private final String path = name().toLowerCase(Locale.ROOT);
        private final AttributeType type;

        Core(AttributeType type) {
            this.type = type;
        }

        @Override
        public String path() {
            return path;
        }

        public AttributeType type() {
            return type;
        }

        @Override
        public @Nullable Object valueIn(Lead lead) {
            return switch (this) {
                case ID -> lead.id();
                case NAME -> lead.name();
                case EMAIL -> lead.email();
                case PHONE -> lead.phone();
                case UNSUBSCRIBED -> lead.unsubscribed();
                case CREATED_AT -> lead.createdAt();
            };
        }
    }

    /**
     * An attribute.
     *
     * @param path the attribute's name
     */
    record Attribute(String path) implements Field {

        /**
         * @throws IllegalArgumentException if the text cannot be the name of an attribute
         */
        public Attribute {
            if (!Attributes.isName(path)) {
                throw new IllegalArgumentException("\"%s\" cannot name an attribute".formatted(path));
            }
        }

        @Override
        public @Nullable Object valueIn(Lead lead) {
            return lead.attributes().get(path);
        }
    }
}
