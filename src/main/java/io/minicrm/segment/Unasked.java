package io.minicrm.segment;

import io.minicrm.lead.AttributeType;

/**
 * Leads that a condition cannot be asked of. They do not fulfil it, not even a negative one such as {@code !=}.
 *
 * @param field the field that the condition compares
 * @param type the type of value that it compares with
 * @param withoutValue the leads that have no value in the field
 * @param otherType the leads whose value has another type
 */
public record Unasked(Field field, AttributeType type, long withoutValue, long otherType) {}
