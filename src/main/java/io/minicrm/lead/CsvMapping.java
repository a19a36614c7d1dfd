package io.minicrm.lead;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the columns of a file become leads.
 *
 * @param columns for each field of a lead that is mapped by hand, the header of its column
 * @param types for each column whose type is given by hand, its type
 * @param delimiter what separates the cells; null to find out
 */
public record CsvMapping(
        Map<Field, String> columns,
        Map<String, AttributeType> types,
        @Nullable Character delimiter) {

    /** Everything is found out: the columns by their usual names, the types by their first cells. */
    public static final CsvMapping DEFAULT = new CsvMapping(Map.of(), Map.of(), null);

    private static final String TYPES = "types";
    private static final String DELIMITER = "delimiter";
    private static final String DELIMITERS = ",;\t|";

    /** A field of a lead that a column can be mapped to, with the headers it goes by when it is not. */
    public enum Field {
        /** {@link Lead#id()}. */
        ID,
        /** {@link Lead#name()}. */
        NAME,
        /** {@link Lead#email()}. */
        EMAIL,
        /** {@link Lead#phone()}. */
        PHONE,
        /** {@link Lead#unsubscribed()}. */
        UNSUBSCRIBED;

        /** What the field is called in requests. */
        public String parameter() {
            return headers().getFirst();
        }

        /** The headers that stand for the field, in lower case, the surest first. */
        List<String> headers() {
            return switch (this) {
                case ID -> List.of("id", "lead_id");
                case NAME -> List.of("name", "full_name");
                case EMAIL -> List.of("email", "e-mail", "email_address");
                case PHONE -> List.of("phone", "phone_number");
                case UNSUBSCRIBED -> List.of("unsubscribed", "opted_out");
            };
        }

        private static Optional<Field> of(String parameter) {
            return List.of(values()).stream()
                    .filter(field -> field.parameter().equals(parameter))
                    .findFirst();
        }
    }

    public CsvMapping {
        columns = Map.copyOf(columns);
        types = Map.copyOf(types);
    }

    /**
     * The mapping of a request's parameters: {@code id=customerID&name=full_name} maps columns,
     * {@code types=zip:text,age:number} gives types, {@code delimiter=;} the delimiter ({@code tab} for a tab).
     *
     * @throws InvalidImportException when a parameter is not known or has no such value
     */
    public static CsvMapping of(Map<String, String> parameters) {
        var columns = new HashMap<Field, String>();
        var types = new LinkedHashMap<String, AttributeType>();
        Character delimiter = null;
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            String name = parameter.getKey();
            String value = parameter.getValue().strip();
            switch (name) {
                case TYPES -> readTypes(value, types);
                case DELIMITER -> delimiter = readDelimiter(parameter.getValue());
                default -> {
                    Field field = Field.of(name).orElseThrow(() -> unknown(name));
                    if (value.isEmpty()) {
                        throw new InvalidImportException(name, "is empty; give the header of a column");
                    }
                    columns.put(field, value);
                }
            }
        }
        return new CsvMapping(columns, types, delimiter);
    }

    private static InvalidImportException unknown(String name) {
        return new InvalidImportException(
                name, "is not known; map id, name, email, phone or unsubscribed, or give types or delimiter");
    }

    private static void readTypes(String value, Map<String, AttributeType> types) {
        for (String entry : value.split(",", -1)) {
            int colon = entry.lastIndexOf(':');
            String type = entry.substring(colon + 1).strip().toLowerCase(Locale.ROOT);
            if (colon < 1) {
                throw new InvalidImportException(TYPES, "is \"%s\"; write it as column:type".formatted(entry));
            }
            types.put(
                    entry.substring(0, colon).strip(),
                    switch (type) {
                        case "text" -> AttributeType.TEXT;
                        case "number" -> AttributeType.NUMBER;
                        case "boolean" -> AttributeType.BOOLEAN;
                        case "date" -> AttributeType.DATE;
                        default ->
                            throw new InvalidImportException(
                                    TYPES, "has the type \"%s\"; give text, number, boolean or date".formatted(type));
                    });
        }
    }

    private static Character readDelimiter(String value) {
        String character = "tab".equalsIgnoreCase(value.strip()) ? "\t" : value;
        if (character.length() != 1 || DELIMITERS.indexOf(character.charAt(0)) < 0) {
            throw new InvalidImportException(
                    DELIMITER, "is \"%s\"; give a comma, a semicolon, a | or tab".formatted(value));
        }
        return character.charAt(0);
    }
}
