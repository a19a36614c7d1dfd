package io.minicrm.lead;

import io.minicrm.problem.FieldProblem;
import io.minicrm.text.Blank;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;

/**
 * Reads and writes leads as JSON: {@code {"id": …, "name": …, "email": …, "phone": …, "unsubscribed": false,
 * "attributes": {…}}}. All fields are optional; an id is generated if it is omitted. A field or an attribute that is
 * left out is not changed; one that is null or a blank text is cleared. {@code "unsubscribed": false} says nothing,
 * because only a consent takes back an opt-out.
 *
 * <p>Input is read token by token, so that no object takes more memory than a lead may have. {@code created_at} is
 * accepted and ignored, so that a client can send back what it received.
 */
public final class LeadJson {

    private static final int MAX_NAME_LENGTH = 1_000;
    private static final int MAX_STRING_LENGTH = 100_000;
    private static final int MAX_NUMBER_LENGTH = 100;
    private static final int MAX_DEPTH = 20;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .maxStringLength(MAX_STRING_LENGTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .build())
            .build();

    /** Names of fields, which must not be used for attributes: a rule or a gate would look at the field. */
    private static final Set<String> FIELDS = Set.of("id", "name", "email", "phone", "unsubscribed");

    private final InstantSource clock;
    private final RandomGenerator random;
    private final LeadKey.Field key;

    /**
     * @param clock the creation time of leads
     * @param random the random part of generated ids
     */
    public LeadJson(InstantSource clock, RandomGenerator random) {
        this(clock, random, LeadKey.Field.ID);
    }

    private LeadJson(InstantSource clock, RandomGenerator random, LeadKey.Field key) {
        this.clock = clock;
        this.random = random;
        this.key = key;
    }

    /** The same for input whose leads are matched by this field. Unless it is the id, they must have it and no id. */
    public LeadJson matchedBy(LeadKey.Field field) {
        return new LeadJson(clock, random, field);
    }

    /**
     * Reads what a JSON text says about a lead.
     *
     * @throws InvalidLeadException if it is not valid, with the field at fault ({@code attributes.age} for an
     *     attribute)
     */
    public LeadChange read(String json) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            LeadChange lead = read(parser);
            if (parser.nextToken() != null) {
                throw new InvalidLeadException("body", "continues after the lead; give one JSON object");
            }
            return lead;
        } catch (JacksonException e) {
            throw new InvalidLeadException("body", syntax(e));
        }
    }

    /**
     * Reads what JSON that is parsed already says about a lead.
     *
     * @throws InvalidLeadException if it is not valid, with the field at fault
     */
    public LeadChange read(JsonNode json) {
        try (JsonParser parser = json.traverse(ObjectReadContext.empty())) {
            parser.nextToken();
            return read(parser);
        } catch (JacksonException e) {
            throw new InvalidLeadException("body", syntax(e));
        }
    }

    /** A lead as a map for a JSON writer: texts, booleans and a map of attributes, in output order. */
    public static Map<String, @Nullable Object> write(Lead lead) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("id", lead.id());
        json.put("name", lead.name());
        json.put("email", lead.email());
        json.put("phone", lead.phone());
        json.put("unsubscribed", lead.unsubscribed());
        json.put("attributes", lead.attributes().values());
        json.put("created_at", lead.createdAt().toString());
        return json;
    }

    /**
     * Reads the lead that starts at the current token. Afterwards the parser is at the last token of that value, even
     * if the lead is not valid, so that the next one can be read.
     *
     * @throws InvalidLeadException if the value is not a valid lead
     * @throws JacksonException if the input is not valid JSON
     */
    LeadChange read(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            throw new InvalidLeadException("body", "is not a JSON object; give a lead as {\"name\": …}");
        }
        var draft = new Draft();
        InvalidLeadException problem = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (problem == null) {
                try {
                    draft.take(name, parser);
                    continue;
                } catch (InvalidLeadException e) {
                    problem = e;
                }
            }
            parser.skipChildren();
        }
        if (problem != null) {
            throw problem;
        }
        return draft.change();
    }

    static String syntax(JacksonException e) {
        return "is not valid JSON: " + e.getOriginalMessage();
    }

    private final class Draft {

        private final Map<String, String> texts = new LinkedHashMap<>();
        private final TreeMap<String, Object> attributes = new TreeMap<>();
        private final Set<String> cleared = new TreeSet<>();
        private final Set<String> seen = new HashSet<>();
        private boolean unsubscribed;

        void take(String name, JsonParser parser) {
            JsonToken token = parser.currentToken();
            switch (name) {
                case "id", "name", "email", "phone" -> {
                    checkOnce(name);
                    if (token == JsonToken.VALUE_STRING) {
                        texts.put(name, parser.getString());
                    } else if (token != JsonToken.VALUE_NULL) {
                        throw new InvalidLeadException(name, "is not a text; put it in quotes");
                    } else if (!"id".equals(name)) {
                        texts.put(name, "");
                    }
                }
                case "unsubscribed" -> {
                    checkOnce(name);
                    switch (token) {
                        case VALUE_TRUE -> unsubscribed = true;
                        case VALUE_FALSE, VALUE_NULL -> unsubscribed = false;
                        default -> throw new InvalidLeadException(name, "is neither true nor false; give one of them");
                    }
                }
                case "attributes" -> {
                    checkOnce(name);
                    if (token == JsonToken.START_OBJECT) {
                        readAttributes(parser);
                    } else if (token != JsonToken.VALUE_NULL) {
                        throw new InvalidLeadException(name, "is not a JSON object; give it as {\"age\": 30}");
                    }
                }
                case "created_at" -> parser.skipChildren();
                default -> throw new InvalidLeadException(name, "is not known; put it into \"attributes\"");
            }
        }

        private void checkOnce(String name) {
            if (!seen.add(name)) {
                throw new InvalidLeadException(name, "is given twice; give it once");
            }
        }

        /** Reads to the end of the object even if an attribute is not valid. */
        private void readAttributes(JsonParser parser) {
            InvalidLeadException problem = null;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                try {
                    if (problem == null) {
                        attribute(name, parser);
                    }
                } catch (InvalidLeadException e) {
                    problem = e;
                }
                parser.skipChildren();
            }
            if (problem != null) {
                throw problem;
            }
        }

        private void attribute(String name, JsonParser parser) {
            String path = "attributes." + name;
            if (FIELDS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new InvalidLeadException(
                        path, "has the name of a field; put it beside \"attributes\", or give it another name");
            }
            if (attributes.size() + cleared.size() == Attributes.MAX_COUNT) {
                throw new InvalidLeadException(
                        "attributes", "has more than %d entries".formatted(Attributes.MAX_COUNT));
            }
            Object value = switch (parser.currentToken()) {
                case VALUE_STRING -> parser.getString();
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> StructureReader.decimal(path, parser);
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                case VALUE_NULL -> null;
                case START_ARRAY, START_OBJECT -> new StructureReader().read(path, parser);
                default -> throw new InvalidLeadException(path, "is not a value");
            };
            boolean isNew = value == null || Attributes.isBlank(value)
                    ? Attributes.isName(name) && !attributes.containsKey(name) && cleared.add(name)
                    : !cleared.contains(name) && attributes.put(name, value) == null;
            if (!isNew) {
                Attributes.checkName(name);
                throw new InvalidLeadException(path, "is given twice; give it once");
            }
        }

        LeadChange change() {
            Instant now = clock.instant();
            return new LeadChange(
                    key(now),
                    stripped("name"),
                    stripped("email"),
                    stripped("phone"),
                    unsubscribed,
                    checkedAttributes(),
                    cleared,
                    now);
        }

        private LeadKey key(Instant now) {
            String id = texts.get("id");
            if (key != LeadKey.Field.ID && id != null) {
                throw new InvalidLeadException(
                        "id", "is given, but leads are matched by %s here; leave it out".formatted(key.code()));
            }
            return switch (key) {
                case ID -> new LeadKey.ById(id == null ? LeadId.next(now, random) : id);
                case EMAIL -> new LeadKey.ByEmail(texts.getOrDefault("email", ""));
                case PHONE -> new LeadKey.ByPhone(texts.getOrDefault("phone", ""));
            };
        }

        private @Nullable String stripped(String name) {
            String text = texts.get(name);
            return text == null ? null : Blank.strip(text);
        }

        private Attributes checkedAttributes() {
            try {
                Attributes checked = Attributes.of(attributes);
                checked.checkSize();
                return checked;
            } catch (InvalidLeadException e) {
                FieldProblem problem = e.problem();
                throw "attributes".equals(problem.field()) ? e : new InvalidLeadException(problem.in("attributes"));
            }
        }
    }
}
