package io.minicrm.lead;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one attribute that is a list or an object. It stops keeping values at the first problem, so that no input takes
 * more memory than an attribute may have, but reads on to the end of the value. One instance reads one value.
 */
final class StructureReader {

    private int length;
    private @Nullable InvalidLeadException problem;

    /**
     * Reads the value that starts at the current token. Afterwards the parser is at its last token, even if an
     * exception is thrown.
     *
     * @throws InvalidLeadException naming the part at fault, such as {@code attributes.orders[0].price}
     */
    Object read(String path, JsonParser json) {
        Object value = json.currentToken() == JsonToken.START_ARRAY ? list(path, json) : object(path, json);
        if (problem != null) {
            throw problem;
        }
        return value;
    }

    /** A number at the current token. */
    static BigDecimal decimal(String path, JsonParser json) {
        try {
            return json.getDecimalValue();
        } catch (NumberFormatException e) {
            throw new InvalidLeadException(path, "is not a number that can be stored; use fewer digits");
        }
    }

    private List<Object> list(String path, JsonParser json) {
        var items = new ArrayList<Object>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            String itemPath = "%s[%d]".formatted(path, items.size());
            Object item = part(itemPath, json);
            if (item != null) {
                items.add(item);
            } else if (problem == null) {
                problem = new InvalidLeadException(itemPath, "is null; leave it out");
            }
        }
        return items;
    }

    private Map<String, Object> object(String path, JsonParser json) {
        var object = new HashMap<String, Object>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            String propertyPath = path + "." + name;
            json.nextToken();
            count(path, name.length());
            Object property = part(propertyPath, json);
            if (property != null && object.put(name, property) != null && problem == null) {
                problem = new InvalidLeadException(propertyPath, "is given twice; give it once");
            }
        }
        return object;
    }

    /** A value within the attribute; null if it is null, or if there was a problem. */
    private @Nullable Object part(String path, JsonParser json) {
        if (problem != null) {
            json.skipChildren();
            return null;
        }
        try {
            return switch (json.currentToken()) {
                case START_ARRAY -> list(path, json);
                case START_OBJECT -> object(path, json);
                case VALUE_STRING -> {
                    count(path, json.getStringLength());
                    yield json.getString();
                }
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                    count(path, 1);
                    yield decimal(path, json);
                }
                case VALUE_TRUE, VALUE_FALSE -> {
                    count(path, 1);
                    yield json.getBooleanValue();
                }
                default -> null;
            };
        } catch (InvalidLeadException invalid) {
            problem = invalid;
            return null;
        }
    }

    private void count(String path, int characters) {
        length += characters + 1;
        if (length > Attributes.MAX_STRUCTURE_LENGTH && problem == null) {
            problem = Attributes.tooLong(path);
        }
    }
}
