package io.minicrm.api;

import io.minicrm.segment.FieldCatalog;
import io.minicrm.segment.InvalidSegmentException;
import io.minicrm.segment.RuleJson;
import io.minicrm.segment.Segment;
import io.minicrm.segment.SegmentDefinition;
import io.minicrm.text.StoredText;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A merge patch of a segment. Rules that it does not name are not checked again, so that a segment can get another name
 * although no lead has the fields of its rules any more.
 */
final class SegmentPatch {

    private static final String NAME = "name";
    private static final String RULES = "rules";
    private static final String EVERYBODY = "everybody";
    private static final Set<String> GROUP = Set.of("rules.rules", "rules.everybody");

    private final ObjectNode patch;

    /** @throws InvalidRequestException if it is not a patch of a segment */
    SegmentPatch(JsonNode body) {
        patch = MergePatch.of(body);
        for (String property : patch.propertyNames()) {
            if (!property.equals(NAME) && !property.equals(RULES)) {
                throw InvalidRequestException.of(property, "is not known; a patch of a segment has name and rules");
            }
        }
        JsonNode name = patch.path(NAME);
        if (!name.isMissingNode() && !name.isNull() && !name.isString()) {
            throw InvalidRequestException.of(NAME, "is not a text; put it in quotes");
        }
        if (name.isString() && !StoredText.isWellFormed(name.asString())) {
            throw InvalidRequestException.of(NAME, "contains a NUL character or an unpaired surrogate; remove it");
        }
    }

    /** The segment after the patch. */
    SegmentDefinition definition(Segment stored, Supplier<FieldCatalog> fields) {
        String name = patch.has(NAME) ? text(patch.path(NAME)) : stored.name();
        if (!patch.has(RULES)) {
            return SegmentDefinition.named(name, stored.rule());
        }
        JsonNode rules = patch.path(RULES);
        @Nullable JsonNode merged = rules.isNull() ? null : merged(stored, rules);
        try {
            return SegmentDefinition.parse(name, merged, fields.get());
        } catch (InvalidSegmentException invalid) {
            throw contradictsTheStored(rules, invalid) ? InvalidRequestException.conflict(invalid.problems()) : invalid;
        }
    }

    /** Rules take the place of "everybody". */
    private static JsonNode merged(Segment stored, JsonNode rules) {
        ObjectNode group = RuleJson.write(stored.rule());
        if (!rules.has(EVERYBODY) && !rules.path(RULES).isEmpty()) {
            group.remove(EVERYBODY);
        }
        return MergePatch.apply(group, rules);
    }

    /** Whether a group selects everybody, and may have no rules, depends on properties that may be stored ones. */
    private static boolean contradictsTheStored(JsonNode rules, InvalidSegmentException invalid) {
        boolean isWellFormed = rules.isObject()
                && (!rules.has(RULES)
                        || (rules.path(RULES).isArray() && rules.path(RULES).isEmpty()))
                && (rules.path(EVERYBODY).isBoolean() || !rules.hasNonNull(EVERYBODY));
        return isWellFormed && invalid.problems().stream().allMatch(problem -> GROUP.contains(problem.field()));
    }

    private static @Nullable String text(JsonNode value) {
        return value.isNull() ? null : value.asString();
    }
}
