package io.minicrm.lead;

import io.minicrm.lead.CsvMapping.Field;
import io.minicrm.text.Excerpt;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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
 * <p>A column becomes a field of the lead if the mapping says so or if its header is a usual name of that field; every
 * other column becomes an attribute with its header as name, without what a name cannot contain. The type of an
 * attribute is given by the mapping or inferred from the first rows:
 *
 * <pre>{@code
 * ID,full_name,age,zip,vip
 * 1,Ann,41,00123,true
 * 2,Bob,,20095,false
 * }</pre>
 *
 * <p>{@code ID} and {@code full_name} become the id and the name. {@code age} holds numbers (empty cells do not count),
 * {@code vip} booleans, {@code zip} texts, because a number has no leading zero. A later row with {@code age = "n/a"}
 * is rejected.
 */
final class CsvColumns {

    private static final int MAX_SHOWN = 50;

    private final CsvHeader header;
    private final LeadKey.Field key;
    private final Map<Field, Integer> fields;
    /** The attribute of each column; null for a column that becomes a field. */
    private final @Nullable String[] names;
    /** How the cells of each column are read; null for a column that becomes a field. */
    private final @Nullable AttributeType[] types;

    private final AttributeTypes attributeTypes;
    private final String encoding;
    private final boolean makesUpAddresses;

    private CsvColumns(
            CsvHeader header,
            CsvMapping mapping,
            Map<Field, Integer> fields,
            AttributeTypes attributeTypes,
            String encoding) {
        this.header = header;
        this.key = key(header, fields, mapping);
        this.fields = fields;
        this.attributeTypes = attributeTypes;
        this.encoding = encoding;
        this.makesUpAddresses = mapping.makesUpAddresses();
        this.names = new @Nullable String[header.size()];
        this.types = new @Nullable AttributeType[header.size()];
    }

    /**
     * Maps the columns of a header and infers their types: a column of numbers only holds numbers, a column of true and
     * false only holds booleans, and any other holds texts, including a column without values in the first rows.
     *
     * @param encoding the name of the file's encoding, for messages
     * @throws InvalidImportException if the header and the mapping contradict each other
     */
    static CsvColumns of(
            CsvRow headerRow,
            CsvMapping mapping,
            List<CsvRow> firstRows,
            AttributeTypes attributeTypes,
            String encoding) {
        CsvHeader header = CsvHeader.of(headerRow);
        Map<Field, Integer> fields = fields(header, mapping);
        CsvColumns columns = new CsvColumns(header, mapping, fields, attributeTypes, encoding);
        columns.nameAttributes();
        columns.readTypes(mapping, firstRows);
        columns.applyDefinitions(mapping, firstRows);
        return columns;
    }

    /** The field by which stored leads are found. */
    LeadKey.Field key() {
        return key;
    }

    /** What each column became. */
    List<ImportResult.Column> described() {
        var described = new ArrayList<ImportResult.Column>();
        for (int i = 0; i < header.size(); i++) {
            int column = i;
            String name = names[i];
            AttributeDefinition held = name == null ? null : attributeTypes.find(name);
            AttributeType type = held == null ? types[i] : held.type();
            described.add(new ImportResult.Column(
                    header.headers().get(i),
                    fields.entrySet().stream()
                            .filter(field -> field.getValue() == column)
                            .map(field -> field.getKey().code())
                            .toList(),
                    name,
                    type == null ? null : type.code()));
        }
        return described;
    }

    private void nameAttributes() {
        Set<String> taken = CsvHeader.fieldNames();
        // Headers that are names already keep them, whatever the others are renamed to.
        for (int i = 0; i < header.size(); i++) {
            if (!fields.containsValue(i)
                    && header.names().get(i).equals(header.headers().get(i))) {
                names[i] = header.uniqueName(i, taken);
            }
        }
        int attributes = 0;
        for (int i = 0; i < header.size(); i++) {
            if (!fields.containsValue(i)) {
                attributes++;
                names[i] = names[i] == null ? header.uniqueName(i, taken) : names[i];
            }
        }
        if (attributes > Attributes.MAX_COUNT) {
            throw InvalidImportException.ofFile(
                    "header", "has %d attributes; the limit is %d".formatted(attributes, Attributes.MAX_COUNT));
        }
    }

    private void readTypes(CsvMapping mapping, List<CsvRow> firstRows) {
        mapping.types().forEach((column, type) -> types[attribute(column)] = type);
        for (int i = 0; i < header.size(); i++) {
            if (names[i] != null && types[i] == null) {
                types[i] = inferred(i, header.size(), firstRows);
            }
        }
    }

    /** The column with that header, or whose attribute has that name. */
    private int attribute(String column) {
        int index = header.column(column);
        if (index < 0) {
            index = Arrays.asList(names).indexOf(column);
        }
        if (index < 0 || names[index] == null) {
            throw InvalidImportException.ofFile(
                    "types", "names \"%s\", which is not a column that becomes an attribute".formatted(column));
        }
        return index;
    }

    /**
     * Holds the types of new attributes. A column whose attribute has another type than the file suggests, or a
     * declared one, is read as text, which {@link AttributeTypes#fit} converts or refuses.
     */
    private void applyDefinitions(CsvMapping mapping, List<CsvRow> firstRows) {
        Set<Integer> given = new HashSet<>();
        mapping.types().keySet().forEach(column -> given.add(attribute(column)));
        var seen = new TreeMap<String, AttributeType>();
        for (int i = 0; i < header.size(); i++) {
            AttributeType type = types[i];
            String name = names[i];
            if (type != null && name != null && (given.contains(i) || hasValues(i, header.size(), firstRows))) {
                boolean dates =
                        type == AttributeType.TEXT && !given.contains(i) && holdsDates(i, header.size(), firstRows);
                seen.put(name, dates ? AttributeType.DATE : type);
            }
        }
        try {
            attributeTypes.hold(seen);
        } catch (InvalidLeadException tooMany) {
            throw InvalidImportException.ofFile(
                    tooMany.problem().field(), tooMany.problem().message());
        }
        for (int i = 0; i < header.size(); i++) {
            String name = names[i];
            AttributeDefinition held = name == null ? null : attributeTypes.find(name);
            if (held != null && (held.isDeclared() || held.type() != types[i])) {
                types[i] = AttributeType.TEXT;
            }
        }
    }

    private static boolean hasValues(int column, int columns, List<CsvRow> rows) {
        return rows.stream()
                .anyMatch(row -> row.cells().size() == columns
                        && !row.cells().get(column).isEmpty());
    }

    /**
     * Whether the column holds dates. A day that does not exist, such as 2024-02-30, makes no column of dates one of
     * texts.
     */
    private static boolean holdsDates(int column, int columns, List<CsvRow> rows) {
        List<String> cells = rows.stream()
                .filter(row -> row.cells().size() == columns)
                .map(row -> row.cells().get(column))
                .filter(cell -> !cell.isEmpty())
                .toList();
        return cells.stream().anyMatch(cell -> DateText.parse(cell).isPresent())
                && cells.stream().allMatch(cell -> DateText.parse(cell).isPresent() || DateText.isImpossible(cell));
    }

    /**
     * What a row says about a lead: an empty cell clears, a missing column says nothing.
     *
     * @throws InvalidLeadException if the row is not valid; its field is the header of a column, or {@code row}
     */
    LeadChange change(CsvRow row, Instant now) {
        List<String> cells = row.cells();
        if (row.problem() != null) {
            throw new InvalidLeadException("row", row.problem());
        }
        if (cells.size() != header.size()) {
            throw new InvalidLeadException(
                    "row",
                    "has %s, the header has %d; check delimiters and quotes"
                            .formatted(cells.size() == 1 ? "1 cell" : cells.size() + " cells", header.size()));
        }
        var attributes = new TreeMap<String, Object>();
        Set<String> cleared = readAttributes(cells, attributes);
        try {
            LeadKey lead = key(cells);
            return attributeTypes.fit(new LeadChange(
                    lead,
                    cell(cells, Field.NAME),
                    email(cells, lead),
                    cell(cells, Field.PHONE),
                    unsubscribed(cells),
                    attributes.isEmpty() ? Attributes.NONE : new Attributes(attributes),
                    cleared,
                    now));
        } catch (InvalidLeadException e) {
            throw new InvalidLeadException(
                    column(e.problem().field()), e.problem().message());
        }
    }

    /** Adds the attributes with a value, and returns the names of those without. */
    private Set<String> readAttributes(List<String> cells, Map<String, Object> attributes) {
        Set<String> cleared = Set.of();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            checkEncoding(i, cell);
            String name = names[i];
            AttributeType type = types[i];
            if (name == null || type == null) {
                continue;
            }
            if (cell.isEmpty()) {
                cleared = cleared.isEmpty() ? new HashSet<>() : cleared;
                cleared.add(name);
            } else {
                attributes.put(name, value(i, type, cell));
            }
        }
        return cleared;
    }

    private void checkEncoding(int column, String cell) {
        if (cell.indexOf(CsvEncoding.REPLACEMENT) >= 0) {
            throw new InvalidLeadException(
                    header.headers().get(column),
                    "is not valid %s; save the file in UTF-8, or give its encoding as charset=…".formatted(encoding));
        }
    }

    private LeadKey key(List<String> cells) {
        return switch (key) {
            case ID -> new LeadKey.ById(Objects.requireNonNullElse(cell(cells, Field.ID), ""));
            case EMAIL -> new LeadKey.ByEmail(Objects.requireNonNullElse(cell(cells, Field.EMAIL), ""));
            case PHONE -> new LeadKey.ByPhone(Objects.requireNonNullElse(cell(cells, Field.PHONE), ""));
        };
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
        String name = header.headers().get(column);
        return new InvalidLeadException(
                name,
                "is \"%s\", but the column holds %s; correct it, or import with types=%s:text"
                        .formatted(Excerpt.quote(cell, MAX_SHOWN), kind, name));
    }

    /** The cell; in a row without an address the one that is made up for it. */
    private @Nullable String email(List<String> cells, LeadKey lead) {
        String email = cell(cells, Field.EMAIL);
        boolean isUnreachable = isEmpty(email) && isEmpty(cell(cells, Field.PHONE));
        return makesUpAddresses && isUnreachable && lead instanceof LeadKey.ById(String id)
                ? MadeUpAddress.of(id)
                : email;
    }

    private static boolean isEmpty(@Nullable String cell) {
        return cell == null || cell.isEmpty();
    }

    private @Nullable String cell(List<String> cells, Field field) {
        Integer column = fields.get(field);
        return column == null ? null : cells.get(column);
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

    /** The header of the column that a field or an attribute of a lead came from. */
    private String column(String field) {
        for (Map.Entry<Field, Integer> entry : fields.entrySet()) {
            if (entry.getKey().code().equals(field)) {
                return header.headers().get(entry.getValue());
            }
        }
        int attribute = Arrays.asList(names).indexOf(field);
        return attribute < 0 ? field : header.headers().get(attribute);
    }

    /** A column may feed several fields, for example the id and the e-mail address. */
    private static Map<Field, Integer> fields(CsvHeader header, CsvMapping mapping) {
        var fields = new EnumMap<Field, Integer>(Field.class);
        mapping.columns().forEach((field, column) -> {
            int index = header.column(column);
            if (index < 0) {
                throw InvalidImportException.ofFile(
                        field.code(),
                        "is mapped to \"%s\", but there is no such column; there are %s"
                                .formatted(column, header.shown()));
            }
            fields.put(field, index);
        });
        for (Field field : Field.values()) {
            if (!fields.containsKey(field) && !isUnusedKey(field, mapping)) {
                usual(field, header, mapping, fields);
            }
        }
        return fields;
    }

    /** With another key, a column that is called id is an attribute like others. */
    private static boolean isUnusedKey(Field field, CsvMapping mapping) {
        return field == Field.ID && mapping.key() != null && mapping.key() != LeadKey.Field.ID;
    }

    /**
     * A column that is mapped to the id keeps what its header says it is, because a key does not say what it contains.
     */
    private static void usual(Field field, CsvHeader header, CsvMapping mapping, Map<Field, Integer> fields) {
        for (String name : field.headers()) {
            for (int i = 0; i < header.size(); i++) {
                int column = i;
                boolean isFree = fields.entrySet().stream()
                        .allMatch(used -> used.getValue() != column || used.getKey() == Field.ID);
                if (header.headers().get(i).equalsIgnoreCase(name) && isFree) {
                    fields.put(field, i);
                    return;
                }
            }
        }
    }

    private static LeadKey.Field key(CsvHeader header, Map<Field, Integer> fields, CsvMapping mapping) {
        LeadKey.Field given = mapping.key();
        if (given == null) {
            for (LeadKey.Field field : LeadKey.Field.values()) {
                if (fields.containsKey(fieldOf(field))) {
                    return field;
                }
            }
            throw InvalidImportException.ofFile(
                    "id",
                    "has no column, and neither have email and phone; map one of them, such as id=…; there are %s"
                            .formatted(header.shown()));
        }
        if (!fields.containsKey(fieldOf(given))) {
            throw InvalidImportException.ofFile(
                    "key",
                    "is %1$s, but no column is; map one with %1$s=…; there are %2$s"
                            .formatted(given.code(), header.shown()));
        }
        if (given != LeadKey.Field.ID && fields.containsKey(Field.ID)) {
            throw InvalidImportException.ofFile(
                    "id", "is mapped, but leads are matched by %s; give one of the two".formatted(given.code()));
        }
        return given;
    }

    private static Field fieldOf(LeadKey.Field key) {
        return switch (key) {
            case ID -> Field.ID;
            case EMAIL -> Field.EMAIL;
            case PHONE -> Field.PHONE;
        };
    }

    private static AttributeType inferred(int column, int columns, List<CsvRow> rows) {
        boolean numbers = true;
        boolean booleans = true;
        boolean any = false;
        for (CsvRow row : rows) {
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
