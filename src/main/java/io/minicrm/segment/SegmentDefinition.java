package io.minicrm.segment;

import io.minicrm.problem.FieldProblem;
import io.minicrm.text.Blank;
import java.util.ArrayList;
import java.util.List;
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
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /**
     * Checks the id that a user chose for a segment.
     *
     * @throws InvalidSegmentException if it is not 1 to 64 letters, digits, hyphens or underscores
     */
    public static void checkId(String id) {
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
        Rule rule = parseRules(rules, fields, problems);
        if (name == null || rule == null || !problems.isEmpty()) {
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
        var problems = new ArrayList<FieldProblem>();
        Rule rule = parseRules(rules, fields, problems);
        if (rule == null) {
            throw new InvalidSegmentException(problems);
        }
        return rule;
    }

    private static void checkName(@Nullable String name, List<FieldProblem> problems) {
        if (name == null || Blank.is(name)) {
            problems.add(new FieldProblem("name", name == null ? "is missing" : "is empty"));
        } else if (name.length() > MAX_NAME_LENGTH) {
            problems.add(new FieldProblem(
                    "name", "has %d characters; the limit is %d".formatted(name.length(), MAX_NAME_LENGTH)));
        }
    }

    private static @Nullable Rule parseRules(
            @Nullable JsonNode rules, FieldCatalog fields, List<FieldProblem> problems) {
        if (rules == null || rules.isNull()) {
            problems.add(new FieldProblem("rules", "is missing"));
            return null;
        }
        try {
            return RuleJson.parse(rules, fields);
        } catch (InvalidRuleException invalid) {
            invalid.problems().forEach(problem -> problems.add(problem.in("rules")));
            return null;
        }
    }
}
