package io.minicrm.api;

/**
 * A field at fault.
 *
 * @param field the field as the request names it: a path such as {@code rules.rules[0].value}, or a query parameter
 * @param message what is wrong with it, and the mend
 */
record FieldProblem(String field, String message) {}
