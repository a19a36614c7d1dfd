package io.minicrm.api;

import io.minicrm.problem.FieldProblem;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * What is wrong with a JSON text, in words for its sender.
 *
 * @param detail a sentence about the whole text
 * @param problems the invalid field, if one is
 */
record JsonFault(String detail, List<FieldProblem> problems) {

    /** Where Jackson explains itself to programmers, by its classes and settings. */
    private static final Pattern CLASS_NAMES = Pattern.compile(",? from `[^`]*`|: enable `[^`]*` to allow"
            + "| \\(start marker at [^)]*\\)[^)]*\\)|: maybe a \\(non-standard\\) comment.*| in null$");

    /** Translates an exception of Jackson. Nothing is said about our classes. */
    static JsonFault of(JacksonException exception) {
        return switch (exception) {
            case UnrecognizedPropertyException unknown -> ofField(unknown, unknownProperty(unknown));
            case InputCoercionException tooLarge -> ofField(tooLarge, "must be " + typeName(tooLarge.getTargetType()));
            case InvalidFormatException wrong
            when wrong.getTargetType() == String.class ->
                ofField(wrong, "contains a NUL character or an unpaired surrogate; remove it");
            case MismatchedInputException wrong -> ofField(wrong, "must be " + typeName(wrong.getTargetType()));
            default -> malformed(exception);
        };
    }

    private static JsonFault ofField(JacksonException exception, String message) {
        String field = path(exception);
        if (field.isEmpty()) {
            return new JsonFault("The body " + message, List.of());
        }
        var problem = new FieldProblem(field, message);
        return new JsonFault(problem.toString(), List.of(problem));
    }

    private static JsonFault malformed(JacksonException exception) {
        TokenStreamLocation at = exception.getLocation();
        String where = at == null || at.getLineNr() < 1
                ? ""
                : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
        return new JsonFault(
                "The body is not well-formed JSON%s: %s".formatted(where, firstLine(exception)), List.of());
    }

    private static String firstLine(JacksonException exception) {
        String line = exception.getOriginalMessage().lines().findFirst().orElse("unreadable");
        return CLASS_NAMES.matcher(line).replaceAll("");
    }

    private static String unknownProperty(UnrecognizedPropertyException unknown) {
        Collection<Object> known = unknown.getKnownPropertyIds();
        if (known == null || known.isEmpty()) {
            return "is not known";
        }
        return "is not known; known are "
                + known.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }

    private static String path(JacksonException exception) {
        var path = new StringBuilder();
        for (JacksonException.Reference step : exception.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.toString();
    }

    static String typeName(@Nullable Class<?> type) {
        if (type == null) {
            return "of another type";
        }
        if (type == String.class) {
            return "a string";
        }
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return "a whole number";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == Instant.class) {
            return "a date and time with zone, such as 2026-12-24T09:00:00Z";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "an array";
        }
        return "an object";
    }
}
