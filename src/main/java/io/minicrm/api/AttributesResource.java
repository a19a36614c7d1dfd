package io.minicrm.api;

import io.minicrm.lead.AttributeCounts;
import io.minicrm.lead.AttributeDefinition;
import io.minicrm.lead.AttributeDefinitions;
import io.minicrm.lead.AttributeType;
import io.minicrm.lead.AttributeTypes;
import io.minicrm.lead.Attributes;
import io.minicrm.problem.InputFault;
import io.minicrm.text.Blank;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The types of attributes: one for the whole installation, declared here or inferred from the first value. */
@RestController
@RequestMapping("/api/v1/attributes")
@Tag(name = "Attributes")
final class AttributesResource {

    private static final int MAX_TEXT_LENGTH = 200;
    private static final int MAX_EMPTY = 20;

    private final AttributeDefinitions definitions;
    private final AttributeTypes types;
    private final AttributeCounts counts;

    AttributesResource(AttributeDefinitions definitions, AttributeTypes types, AttributeCounts counts) {
        this.counts = counts;
        this.definitions = definitions;
        this.types = types;
    }

    @GetMapping
    @Operation(
            summary = "List the types of all attributes, ordered by name",
            description = "leads says how many leads have the attribute, as of a short while ago.")
    Answer<List<AttributeView>> list() {
        Map<String, Long> leads = counts.get().orElse(null);
        return Answer.of(definitions.all().stream()
                .map(definition -> AttributeView.of(definition, leads))
                .toList());
    }

    @GetMapping("/{name}")
    @Operation(summary = "Get the type of an attribute")
    Answer<AttributeView> get(@PathVariable String name) {
        AttributeDefinition definition = find(name).orElseThrow(() -> new NotFoundException("attribute", name));
        return Answer.of(AttributeView.of(definition, counts.get().orElse(null)));
    }

    @PutMapping("/{name}")
    @Operation(
            summary = "Declare the type of an attribute",
            description =
                    "Values that come in from now on have to fit. Stored values stay as they are; previews say how many"
                            + " leads have a value of another type.")
    Answer<AttributeView> put(@PathVariable String name, @RequestBody AttributeRequest request) {
        if (!Attributes.isName(name)) {
            throw InvalidRequestException.of(
                    "name",
                    "cannot name an attribute; use a letter or _, then up to 63 letters, digits, spaces, - or _");
        }
        if (find(name).isEmpty() && definitions.all().size() >= AttributeTypes.MAX_NAMES) {
            throw InvalidRequestException.of(
                    InputFault.CONFLICT,
                    "name",
                    "would be a new attribute; the limit is %d".formatted(AttributeTypes.MAX_NAMES));
        }
        AttributeDefinition declared = request.definition(name);
        definitions.declare(declared);
        types.changed();
        return Answer.of(AttributeView.of(declared, counts.get().orElse(null)));
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Remove the declaration of an attribute; its type is inferred again")
    void delete(@PathVariable String name) {
        if (!definitions.remove(name)) {
            throw new NotFoundException("attribute", name);
        }
        types.changed();
    }

    private Optional<AttributeDefinition> find(String name) {
        return definitions.all().stream()
                .filter(definition -> definition.name().equals(name))
                .findFirst();
    }

    /**
     * The body of {@code PUT}.
     *
     * @param format how texts are written
     * @param empty texts that stand for no value
     */
    record AttributeRequest(
            @Schema(
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    allowableValues = {"text", "number", "boolean", "date", "list", "object"})
            @Nullable
            String type,

            @Nullable String label,

            @Schema(allowableValues = {"1,234.5", "1.234,5", "dd.mm.yyyy", "dd/mm/yyyy", "dd-mm-yyyy", "mm/dd/yyyy"})
            @Nullable
            String format,

            @Nullable List<String> empty) {

        AttributeDefinition definition(String name) {
            if (type == null) {
                throw InvalidRequestException.of(
                        "type", "is missing; give text, number, boolean, date, list or object");
            }
            AttributeType checked = AttributeType.ofCode(type)
                    .orElseThrow(() ->
                            InvalidRequestException.of("type", "must be text, number, boolean, date, list or object"));
            if (label != null && label.length() > MAX_TEXT_LENGTH) {
                throw InvalidRequestException.of(
                        "label", "has %d characters; the limit is %d".formatted(label.length(), MAX_TEXT_LENGTH));
            }
            if (format != null && !AttributeDefinition.isFormatOf(checked, format)) {
                throw InvalidRequestException.of(
                        "format",
                        "does not belong to the type; numbers take 1,234.5 or 1.234,5, dates dd.mm.yyyy, dd/mm/yyyy,"
                                + " dd-mm-yyyy or mm/dd/yyyy");
            }
            return new AttributeDefinition(name, checked, true, label, format, checkedEmpty());
        }

        private List<String> checkedEmpty() {
            List<String> texts = empty == null ? List.of() : empty;
            if (texts.size() > MAX_EMPTY
                    || texts.stream()
                            .anyMatch(text -> text == null
                                    || Blank.is(text)
                                    || text.length() > MAX_TEXT_LENGTH
                                    || text.chars().anyMatch(Character::isISOControl))) {
                throw InvalidRequestException.of(
                        "empty",
                        "must be up to %d texts of 1 to %d characters, without line breaks"
                                .formatted(MAX_EMPTY, MAX_TEXT_LENGTH));
            }
            return texts.stream().map(Blank::strip).toList();
        }
    }

    /**
     * The type of an attribute.
     *
     * @param declared whether it was declared; false: inferred from the first value
     * @param leads the number of leads that have the attribute, as of a short while ago; null until they are counted
     */
    record AttributeView(
            String name,
            String type,
            boolean declared,
            @Nullable String label,
            @Nullable String format,
            List<String> empty,
            @Nullable Long leads) {

        static AttributeView of(AttributeDefinition definition, @Nullable Map<String, Long> counted) {
            return new AttributeView(
                    definition.name(),
                    definition.type().code(),
                    definition.isDeclared(),
                    definition.label(),
                    definition.format(),
                    definition.empty(),
                    counted == null ? null : counted.getOrDefault(definition.name(), 0L));
        }
    }
}
