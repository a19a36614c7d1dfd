package io.minicrm.postgres;

import io.minicrm.lead.Lead;
import io.minicrm.stored.FieldType;
import io.minicrm.stored.LeadFields;
import io.minicrm.stored.StoredField;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.util.ByteStreamWriter;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** Stores new leads by COPY, which costs PostgreSQL little more than half as much as an upsert. */
final class LeadCopy {

    private static final String COPY = "COPY leads (%s) FROM STDIN (FORMAT binary)".formatted(Rows.LEADS.columns());

    private static final String STORED_IDS = "SELECT id FROM leads WHERE id = ANY(?)";

    /** The SQLSTATE of a unique key that exists. */
    private static final String DUPLICATE_KEY = "23505";

    private static final int USUAL_ROW_BYTES = 512;

    private final JdbcTemplate jdbc;

    LeadCopy(DataSource dataSource) {
        jdbc = new JdbcTemplate(dataSource);
    }

    /**
     * Those of the ids that are already stored. The statement is planned for each call: a plan that PostgreSQL made
     * while the table was small reads the whole table, and would be kept.
     */
    Set<String> storedIds(Collection<String> ids) {
        return Set.copyOf(jdbc.query(
                connection -> {
                    PreparedStatement statement = connection.prepareStatement(STORED_IDS);
                    statement.unwrap(PGStatement.class).setPrepareThreshold(0);
                    statement.setObject(1, ids.toArray(String[]::new));
                    return statement;
                },
                (row, number) -> row.getString(1)));
    }

    /** Stores all leads. Stores none and returns false if one of them is already stored. */
    boolean store(Collection<Lead> leads) {
        ByteBuffer rows = rows(leads);
        try {
            jdbc.execute((ConnectionCallback<Long>) connection -> copy(connection, rows));
            return true;
        } catch (DuplicateKeyException stored) {
            return false;
        }
    }

    private static long copy(Connection connection, ByteBuffer rows) throws SQLException {
        try {
            return connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY, ByteStreamWriter.of(rows));
        } catch (SQLException failure) {
            if (!DUPLICATE_KEY.equals(failure.getSQLState())) {
                useThroughPool(connection, failure);
            }
            throw failure;
        } catch (IOException failure) {
            useThroughPool(connection, failure);
            throw new UncheckedIOException(failure);
        }
    }

    /** A copy bypasses the pool, which would lend a broken connection again until it sees it fail. */
    private static void useThroughPool(Connection connection, Exception failure) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        } catch (SQLException broken) {
            failure.addSuppressed(broken);
        }
    }

    private static ByteBuffer rows(Collection<Lead> leads) {
        var rows = new CopyRows(leads.size() * USUAL_ROW_BYTES);
        for (Lead lead : leads) {
            rows.row(LeadFields.MAPPING.fields().size());
            for (StoredField<Lead, ?> field : LeadFields.MAPPING.fields()) {
                add(rows, field.type(), field.plain(lead));
            }
        }
        return rows.finish();
    }

    private static void add(CopyRows rows, FieldType<?> type, @Nullable Object plain) {
        if (plain == null) {
            rows.missing();
            return;
        }
        switch (type) {
            case FieldType.Text _, FieldType.Id _, FieldType.Choice<?> _ -> rows.text((String) plain);
            case FieldType.Flag _ -> rows.flag((boolean) plain);
            case FieldType.Time _ -> rows.time((Instant) plain);
            case FieldType.AttributeValues _, FieldType.Texts _ ->
                rows.json(out -> AttributesJson.write((Map<?, ?>) plain, out));
            case FieldType.Ids _, FieldType.Int _, FieldType.Whole _, FieldType.Status _, FieldType.RuleText _ ->
                throw new IllegalArgumentException("A lead has no %s to be copied".formatted(type));
        }
    }
}
