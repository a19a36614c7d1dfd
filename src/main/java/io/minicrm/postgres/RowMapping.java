package io.minicrm.postgres;

import io.minicrm.stored.FieldType;
import io.minicrm.stored.Mapping;
import io.minicrm.stored.StoredField;
import java.lang.reflect.Array;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.RowMapper;

/**
 * A stored thing as a row: the SQL fragments and parameters that are derived from the description of its fields.
 *
 * <p>A batch is sent as one array per column, so that a statement has the same text for every batch. For the segments,
 * {@link #columns} is {@code id, name, rule, created_at, updated_at} and {@link #given} is {@code unnest(?::text[],
 * ?::text[], ?::jsonb[], ?::timestamptz[], ?::timestamptz[]) WITH ORDINALITY AS given (id, name, rule, created_at,
 * updated_at, place)}; {@link #arrays} are its parameters.
 */
final class RowMapping<R> implements RowMapper<R> {

    private final Mapping<R> mapping;

    RowMapping(Mapping<R> mapping) {
        this.mapping = mapping;
    }

    /** The names of the columns. */
    String columns() {
        return columnsWithout();
    }

    /**
     * A FROM item with the rows of a batch, under the name {@code given}, and the {@code place} of each row in the
     * batch.
     */
    String given() {
        return mapping.fields().stream()
                .map(field -> "?::%s[]".formatted(elementType(field.type())))
                .collect(Collectors.joining(
                        ", ", "unnest(", ") WITH ORDINALITY AS given (%s, place)".formatted(columns())));
    }

    /**
     * The assignments of an upsert: each column gets the value that was to be inserted, except for the given columns.
     */
    String updates(String... except) {
        return names(except).stream()
                .map(column -> "%1$s = excluded.%1$s".formatted(column))
                .collect(Collectors.joining(", "));
    }

    /** The names of the columns, without the given ones. */
    String columnsWithout(String... except) {
        return String.join(", ", names(except));
    }

    /** The columns prefixed with the name of a table, without the given ones. */
    String columnsOf(String table, String... except) {
        return names(except).stream().map(column -> table + "." + column).collect(Collectors.joining(", "));
    }

    private List<String> names(String... except) {
        Set<String> left = Set.of(except);
        // Quoted, because some names are key words of SQL.
        return mapping.names().stream()
                .filter(name -> !left.contains(name))
                .map(name -> '"' + name + '"')
                .toList();
    }

    /** The parameters of {@link #given}. */
    List<Object> arrays(Collection<R> batch) {
        return mapping.fields().stream()
                .<Object>map(field -> array(field, batch))
                .toList();
    }

    private static <R> Object array(StoredField<R, ?> field, Collection<R> batch) {
        Object array = Array.newInstance(elementClass(field.type()), batch.size());
        int place = 0;
        for (R thing : batch) {
            Object plain = field.plain(thing);
            Array.set(array, place, plain == null ? null : element(field.type(), plain));
            place++;
        }
        return array;
    }

    /** PostgreSQL has no arrays of arrays of different lengths, so a list of ids is sent as the text of an array. */
    private static String elementType(FieldType<?> type) {
        return switch (type) {
            case FieldType.Text _, FieldType.Id _, FieldType.Choice<?> _, FieldType.Ids _ -> "text";
            case FieldType.Int _, FieldType.Status _ -> "int";
            case FieldType.Whole _ -> "bigint";
            case FieldType.Flag _ -> "boolean";
            case FieldType.Time _ -> "timestamptz";
            case FieldType.RuleText _, FieldType.AttributeValues _, FieldType.Texts _ -> "jsonb";
        };
    }

    private static Class<?> elementClass(FieldType<?> type) {
        return switch (type) {
            case FieldType.Int _, FieldType.Status _ -> Integer.class;
            case FieldType.Whole _ -> Long.class;
            case FieldType.Flag _ -> Boolean.class;
            case FieldType.Text _,
                    FieldType.Id _,
                    FieldType.Choice<?> _,
                    FieldType.Ids _,
                    FieldType.Time _,
                    FieldType.RuleText _,
                    FieldType.AttributeValues _,
                    FieldType.Texts _ -> String.class;
        };
    }

    private static Object element(FieldType<?> type, Object plain) {
        return switch (type) {
            case FieldType.Text _,
                    FieldType.Id _,
                    FieldType.Choice<?> _,
                    FieldType.Int _,
                    FieldType.Status _,
                    FieldType.Whole _,
                    FieldType.Flag _,
                    FieldType.RuleText _ -> plain;
            case FieldType.Ids _ -> arrayLiteral((List<?>) plain);
            case FieldType.Time _ -> Timestamps.text((Instant) plain);
            case FieldType.AttributeValues _, FieldType.Texts _ -> AttributesJson.write((Map<?, ?>) plain);
        };
    }

    private static String arrayLiteral(List<?> ids) {
        return ids.stream()
                .map(id -> '"' + ((String) id).replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    @Override
    public R mapRow(ResultSet row, int number) {
        return mapping.read(new RowValues(row));
    }
}
