package io.minicrm.lead;

import java.util.Collection;
import java.util.List;

/** The stored types of attributes. Each method is one round trip, atomic for each attribute, and safe to repeat. */
public interface AttributeDefinitions {

    /** All definitions, in order of name by code point. */
    List<AttributeDefinition> all();

    /**
     * Stores inferred definitions. An attribute that has a definition keeps it.
     *
     * @return the definitions that these attributes have now
     */
    List<AttributeDefinition> hold(Collection<AttributeDefinition> inferred);

    /** Stores a declared definition in place of the present one. */
    void declare(AttributeDefinition declared);

    /** Removes a definition; false if there is none. The next value infers one again. */
    boolean remove(String name);
}
