package io.minicrm.segment;

import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.InputFault;
import io.minicrm.text.Blank;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a user gives for a segment, checked.
 *
 * @param name 1 to {@value #MAX_NAME_LENGTH} characters
 * @param rule which leads belong to the segment
 */
public record SegmentDefinition(String name, Rule rule) {

    private static final int MAX_NAME_LENGTH = 200;
    /** Segments of paths below {@code /segments}, which would hide a segment of this id. */
    private static final Set<String> RESERVED = Set.of("fields", "preview");

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /**
     * Checks the id that a user chose for a segment.
     *
     * @throws InvalidSegmentException if it is not 1 to 64 letters, digits, hyphens or underscores, or is part of the
     *     API's paths
     */
    public static void checkId(String id) {
        if (RESERVED.contains(id)) {
            throw new InvalidSegmentException(List.of(new FieldProblem(
                    "id", "is \"%s\", which is part of the API's paths; choose another".formatted(id))));
        }
        if (!ID.matcher(id).matches()) {
            throw new InvalidSegmentException(
                    List.of(new FieldProblem("id", "must be 1 to 64 letters, digits, - or _")));
        }
    }

    /**
     * Checks the fields {@code name} and {@code rules} of a request.
     *
     * @throws InvalidSegmentException if one of them is missing or invalid; it lists the problems of both
     */
    public static SegmentDefinition parse(@Nullable String name, @Nullable JsonNode rules, FieldCatalog fields) {
        var problems = new ArrayList<FieldProblem>();
        checkName(name, problems);
        boolean isNamed = problems.isEmpty();
        try {
            Rule rule = parseRules(rules, fields);
            if (name != null && isNamed) {
                return new SegmentDefinition(name, rule);
            }
        } catch (InvalidSegmentException invalid) {
            problems.addAll(invalid.problems());
            throw new InvalidSegmentException(isNamed ? invalid.fault() : InputFault.INVALID, problems);
        }
        throw new InvalidSegmentException(problems);
    }

    /**
     * A name that is checked, and a rule that was checked before.
     *
     * @throws InvalidSegmentException if the name is missing or invalid
     */
    public static SegmentDefinition named(@Nullable String name, Rule rule) {
        var problems = new ArrayList<FieldProblem>();
        checkName(name, problems);
        if (name == null || !problems.isEmpty()) {
            throw new InvalidSegmentException(problems);
        }
        return new SegmentDefinition(name, rule);
    }

    /**
     * Checks the field {@code rules} of a request.
     *
     * @throws InvalidSegmentException if it is missing or invalid
     */
    public static Rule parseRules(@Nullable JsonNode rules, FieldCatalog fields) {
        if (rules == null || rules.isNull()) {
            throw new InvalidSegmentException(List.of(new FieldProblem("rules", "is missing")));
        }
        try {
            return RuleJson.parse(rules, fields);
        } catch (InvalidRuleException invalid) {
            throw new InvalidSegmentException(
                    invalid.fault(),
                    invalid.problems().stream()
                            .map(problem -> problem.in("rules"))
                            .toList());
        }
    }

    private static void checkName(@Nullable String name, List<FieldProblem> problems) {
        if (name == null || Blank.is(name)) {
            problems.add(new FieldProblem("name", name == null ? "is missing" : "is empty"));
        } else if (name.length() > MAX_NAME_LENGTH) {
            problems.add(new FieldProblem(
                    "name", "has %d characters; the limit is %d".formatted(name.length(), MAX_NAME_LENGTH)));
        }
    }
}
