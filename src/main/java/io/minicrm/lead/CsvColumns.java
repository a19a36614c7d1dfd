package io.minicrm.lead;

import io.minicrm.lead.CsvMapping.Field;
import io.minicrm.text.Blank;
import io.minicrm.text.Excerpt;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a file: which field or attribute each one becomes, and its type. Turns rows into leads.
 *
 * <p>A column becomes a field of the lead if the mapping says so or if its header is a usual name of that field; every other column
 * becomes an attribute with its header as name. The type of an attribute is given by the mapping or inferred from the first rows:
 *
 * <pre>{@code
 * ID,full_name,age,zip,vip
 * 1,Ann,41,00123,true
 * 2,Bob,,20095,false
 * }</pre>
 *
 * <p>{@code ID} and {@code full_name} become the id and the name. {@code age} holds numbers (empty cells do not count), {@code vip}
 * booleans, {@code zip} texts, because a number has no leading zero. A later row with {@code age = "n/a"} is rejected.
 */
final class CsvColumns {

    private static final int MAX_SHOWN = 50;

    private final List<String> headers;
    private final Map<Field, Integer> fields;
    /** The type of each column; null for a column that becomes a field. */
    private final @Nullable AttributeType[] types;

    private final AttributeTypes attributeTypes;

    private CsvColumns(
            List<String> headers,
            Map<Field, Integer> fields,
            @Nullable AttributeType[] types,
            AttributeTypes attributeTypes) {
        this.attributeTypes = attributeTypes;
        this.headers = headers;
        this.fields = fields;
        this.types = types;
    }

    /**
     * Maps the columns of a header and infers their types: a column of numbers only holds numbers, a column of true and false only
     * holds booleans, and any other holds texts, including a column without values in the first rows.
     *
     * @throws InvalidImportException if the header and the mapping contradict each other
     */
    static CsvColumns of(
            CsvCells.Row header, CsvMapping mapping, List<CsvCells.Row> firstRows, AttributeTypes attributeTypes) {
        List<String> headers = header.cells();
        checkHeaders(header);
        Map<Field, Integer> fields = fields(headers, mapping);
        var types = new @Nullable AttributeType[headers.size()];
        for (int i = 0; i < headers.size(); i++) {
            if (!fields.containsValue(i)) {
                AttributeType given = mapping.types().get(headers.get(i));
                types[i] = given != null ? given : inferred(i, headers.size(), firstRows);
            }
        }
        checkAttributes(headers, types, mapping);
        applyDefinitions(headers, types, mapping, firstRows, attributeTypes);
        return new CsvColumns(headers, fields, types, attributeTypes);
    }

    /**
     * Holds the types of new attributes. A column whose attribute has another type than the file suggests, or a declared one, is read
     * as text, which {@link AttributeTypes#fit} converts or refuses.
     */
    private static void applyDefinitions(
            List<String> headers,
            @Nullable AttributeType[] types,
            CsvMapping mapping,
            List<CsvCells.Row> firstRows,
            AttributeTypes attributeTypes) {
        var seen = new TreeMap<String, AttributeType>();
        for (int i = 0; i < headers.size(); i++) {
            AttributeType type = types[i];
            if (type != null
                    && (mapping.types().containsKey(headers.get(i)) || hasValues(i, headers.size(), firstRows))) {
                boolean dates = type == AttributeType.TEXT
                        && !mapping.types().containsKey(headers.get(i))
                        && holdsDates(i, headers.size(), firstRows);
                seen.put(headers.get(i), dates ? AttributeType.DATE : type);
            }
        }
        try {
            attributeTypes.hold(seen);
        } catch (InvalidLeadException tooMany) {
            throw new InvalidImportException(
                    tooMany.problem().field(), tooMany.problem().message());
        }
        for (int i = 0; i < headers.size(); i++) {
            AttributeDefinition held = types[i] == null ? null : attributeTypes.find(headers.get(i));
            if (held != null && (held.isDeclared() || held.type() != types[i])) {
                types[i] = AttributeType.TEXT;
            }
        }
    }

    private static boolean hasValues(int column, int columns, List<CsvCells.Row> rows) {
        return rows.stream()
                .anyMatch(row -> row.cells().size() == columns
                        && !row.cells().get(column).isEmpty());
    }

    private static boolean holdsDates(int column, int columns, List<CsvCells.Row> rows) {
        return rows.stream()
                .filter(row -> row.cells().size() == columns
                        && !row.cells().get(column).isEmpty())
                .allMatch(row -> DateText.parse(row.cells().get(column)).isPresent());
    }

    /**
     * What a row says about a lead: an empty cell clears, a missing column says nothing.
     *
     * @throws InvalidLeadException if the row is not valid; its field is the header of a column, or {@code row}
     */
    LeadChange change(CsvCells.Row row, Instant now) {
        List<String> cells = row.cells();
        if (row.problem() != null) {
            throw new InvalidLeadException("row", row.problem());
        }
        if (cells.size() != headers.size()) {
            throw new InvalidLeadException(
                    "row",
                    "has %d cells, the header has %d; check delimiters and quotes"
                            .formatted(cells.size(), headers.size()));
        }
        var attributes = new TreeMap<String, Object>();
        Set<String> cleared = Set.of();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            if (cell.indexOf(CsvSource.REPLACEMENT) >= 0) {
                throw new InvalidLeadException(headers.get(i), "is not valid UTF-8; save the file in UTF-8");
            }
            AttributeType type = types[i];
            if (type != null && Blank.is(cell)) {
                cleared = cleared.isEmpty() ? new HashSet<>() : cleared;
                cleared.add(headers.get(i));
            } else if (type != null) {
                attributes.put(headers.get(i), value(i, type, cell));
            }
        }
        try {
            return attributeTypes.fit(new LeadChange(
                    new LeadKey.ById(Objects.requireNonNullElse(cell(cells, Field.ID), "")),
                    cell(cells, Field.NAME),
                    cell(cells, Field.EMAIL),
                    cell(cells, Field.PHONE),
                    unsubscribed(cells),
                    attributes.isEmpty() ? Attributes.NONE : new Attributes(attributes),
                    cleared,
                    now));
        } catch (InvalidLeadException e) {
            throw new InvalidLeadException(
                    header(e.problem().field()), e.problem().message());
        }
    }

    private Object value(int column, AttributeType type, String cell) {
        return switch (type) {
            case TEXT -> cell;
            case NUMBER -> {
                if (!PlainNumber.matches(cell)) {
                    throw misfit(column, cell, "numbers");
                }
                yield new BigDecimal(cell);
            }
            case BOOLEAN -> {
                if (!isBoolean(cell)) {
                    throw misfit(column, cell, "true and false");
                }
                yield Boolean.valueOf(cell);
            }
            case DATE -> {
                if (DateText.parse(cell).isEmpty()) {
                    throw misfit(column, cell, "dates such as 2012-09-04 or 2012-09-04 10:15:00");
                }
                yield cell;
            }
            case LIST, OBJECT -> throw misfit(column, cell, "lists or objects");
        };
    }

    private InvalidLeadException misfit(int column, String cell, String kind) {
        return new InvalidLeadException(
                headers.get(column),
                "is \"%s\", but the column holds %s; correct it, or import with types=%s:text"
                        .formatted(Excerpt.quote(cell, MAX_SHOWN), kind, headers.get(column)));
    }

    private @Nullable String cell(List<String> cells, Field field) {
        Integer column = fields.get(field);
        return column == null ? null : Blank.strip(cells.get(column));
    }

    private boolean unsubscribed(List<String> cells) {
        String cell = cell(cells, Field.UNSUBSCRIBED);
        return switch (cell == null ? "" : cell.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes" -> true;
            case "false", "0", "no", "" -> false;
            default ->
                throw new InvalidLeadException(
                        Field.UNSUBSCRIBED.code(), "is \"%s\"; give true or false".formatted(cell));
        };
    }

    /** The header of the column that a lead's field came from. */
    private String header(String field) {
        for (Map.Entry<Field, Integer> entry : fields.entrySet()) {
            if (entry.getKey().code().equals(field)) {
                return headers.get(entry.getValue());
            }
        }
        return field;
    }

    private static void checkHeaders(CsvCells.Row header) {
        if (header.problem() != null) {
            throw new InvalidImportException("header", header.problem());
        }
        var seen = new HashSet<String>();
        for (int i = 0; i < header.cells().size(); i++) {
            String name = header.cells().get(i);
            if (name.isEmpty()) {
                throw new InvalidImportException("header", "has no name for column %d; name it".formatted(i + 1));
            }
            if (!seen.add(name)) {
                throw new InvalidImportException("header", "has two columns called \"%s\"; rename one".formatted(name));
            }
        }
    }

    private static Map<Field, Integer> fields(List<String> headers, CsvMapping mapping) {
        var fields = new EnumMap<Field, Integer>(Field.class);
        mapping.columns().forEach((field, column) -> {
            int index = headers.indexOf(column);
            if (index < 0) {
                throw new InvalidImportException(
                        field.code(),
                        "is mapped to \"%s\", but there is no such column; there are %s"
                                .formatted(column, String.join(", ", headers)));
            }
            if (fields.containsValue(index)) {
                throw new InvalidImportException(
                        field.code(), "is mapped to \"%s\" like another field; map one".formatted(column));
            }
            fields.put(field, index);
        });
        for (Field field : Field.values()) {
            if (!fields.containsKey(field)) {
                usual(field, headers, fields);
            }
        }
        if (!fields.containsKey(Field.ID)) {
            throw new InvalidImportException(
                    "id",
                    "has no column; call one id, or map one with id=…; there are %s"
                            .formatted(String.join(", ", headers)));
        }
        return fields;
    }

    private static void usual(Field field, List<String> headers, Map<Field, Integer> fields) {
        for (String name : field.headers()) {
            for (int i = 0; i < headers.size(); i++) {
                if (headers.get(i).equalsIgnoreCase(name) && !fields.containsValue(i)) {
                    fields.put(field, i);
                    return;
                }
            }
        }
    }

    private static void checkAttributes(List<String> headers, @Nullable AttributeType[] types, CsvMapping mapping) {
        int attributes = 0;
        for (int i = 0; i < headers.size(); i++) {
            if (types[i] == null) {
                continue;
            }
            attributes++;
            String name = headers.get(i);
            if (name.indexOf(CsvSource.REPLACEMENT) >= 0) {
                throw new InvalidImportException("file", "is not valid UTF-8; save it in UTF-8");
            }
            if (!Attributes.isName(name)) {
                throw new InvalidImportException(
                        name,
                        "cannot name an attribute; use a letter or _, then up to 63 letters, digits, spaces, - or _");
            }
            for (Field field : Field.values()) {
                if (field.code().equals(name)) {
                    throw new InvalidImportException(
                            name, "has the name of a field that another column is mapped to; rename it");
                }
            }
        }
        if (attributes > Attributes.MAX_COUNT) {
            throw new InvalidImportException(
                    "header", "has %d attributes; the limit is %d".formatted(attributes, Attributes.MAX_COUNT));
        }
        for (String column : mapping.types().keySet()) {
            int index = headers.indexOf(column);
            if (index < 0 || types[index] == null) {
                throw new InvalidImportException(
                        "types", "names \"%s\", which is not a column that becomes an attribute".formatted(column));
            }
        }
    }

    private static AttributeType inferred(int column, int columns, List<CsvCells.Row> rows) {
        boolean numbers = true;
        boolean booleans = true;
        boolean any = false;
        for (CsvCells.Row row : rows) {
            if (row.cells().size() == columns && !row.cells().get(column).isEmpty()) {
                any = true;
                numbers = numbers && PlainNumber.matches(row.cells().get(column));
                booleans = booleans && isBoolean(row.cells().get(column));
            }
        }
        if (any && numbers) {
            return AttributeType.NUMBER;
        }
        return any && booleans ? AttributeType.BOOLEAN : AttributeType.TEXT;
    }

    private static boolean isBoolean(String cell) {
        return "true".equalsIgnoreCase(cell) || "false".equalsIgnoreCase(cell);
    }
}
