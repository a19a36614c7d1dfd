package io.minicrm.stored;

import io.minicrm.lead.AttributeDefinition;
import io.minicrm.lead.AttributeType;
import java.util.List;

/** The fields of the definition of an attribute. */
public final class AttributeFields {

    private static final int MAX_TEXT = 10_000;

    private static final FieldList<AttributeDefinition> FIELDS = new FieldList<>();

    private static final StoredField<AttributeDefinition, String> NAME =
            FIELDS.required("name", new FieldType.Id(), AttributeDefinition::name);
    private static final StoredField<AttributeDefinition, AttributeType> TYPE = FIELDS.required(
            "type", FieldList.oneOf(AttributeType.values(), AttributeType::code), AttributeDefinition::type);
    private static final StoredField<AttributeDefinition, Boolean> DECLARED =
            FIELDS.required("declared", new FieldType.Flag(), AttributeDefinition::isDeclared);
    private static final StoredField<AttributeDefinition, String> LABEL =
            FIELDS.optional("label", FieldList.text(MAX_TEXT), AttributeDefinition::label);
    private static final StoredField<AttributeDefinition, String> FORMAT =
            FIELDS.optional("format", FieldList.text(MAX_TEXT), AttributeDefinition::format);
    /** One per line. */
    private static final StoredField<AttributeDefinition, String> EMPTY = FIELDS.required(
            "empty_texts", FieldList.text(MAX_TEXT), definition -> String.join("\n", definition.empty()));

    public static final Mapping<AttributeDefinition> MAPPING = FIELDS.read(values -> new AttributeDefinition(
            values.get(NAME),
            values.get(TYPE),
            values.get(DECLARED),
            values.find(LABEL),
            values.find(FORMAT),
            values.get(EMPTY).isEmpty() ? List.of() : List.of(values.get(EMPTY).split("\n"))));

    private AttributeFields() {}
}
