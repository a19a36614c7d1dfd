package io.minicrm.postgres;

import io.minicrm.stored.FieldType;
import io.minicrm.stored.FieldValues;
import io.minicrm.stored.StoredField;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataRetrievalFailureException;

/** The current row of a result; its columns have the names of the fields. */
record RowValues(ResultSet row) implements FieldValues {

    @Override
    public @Nullable Object plain(StoredField<?, ?> field) {
        try {
            return plain(field.name(), field.type());
        } catch (SQLException failure) {
            throw new DataRetrievalFailureException("The column %s cannot be read".formatted(field.name()), failure);
        }
    }

    private @Nullable Object plain(String column, FieldType<?> type) throws SQLException {
        return switch (type) {
            case FieldType.Text _, FieldType.Id _, FieldType.Choice<?> _, FieldType.RuleText _ -> row.getString(column);
            case FieldType.Int _, FieldType.Status _ -> row.getObject(column, Integer.class);
            case FieldType.Whole _ -> row.getObject(column, Long.class);
            case FieldType.Flag _ -> row.getObject(column, Boolean.class);
            case FieldType.Time _ -> Timestamps.readNullable(row, column);
            case FieldType.Ids _ -> ids(row.getArray(column));
            case FieldType.AttributeValues _, FieldType.Texts _ -> {
                String json = row.getString(column);
                yield json == null ? null : AttributesJson.read(json);
            }
        };
    }

    private static @Nullable List<String> ids(@Nullable Array array) throws SQLException {
        return array == null ? null : List.of((String[]) array.getArray());
    }
}
