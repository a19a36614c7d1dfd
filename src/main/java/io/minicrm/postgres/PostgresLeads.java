package io.minicrm.postgres;

import io.minicrm.lead.AttributeType;
import io.minicrm.lead.KnownTypes;
import io.minicrm.lead.Lead;
import io.minicrm.lead.Leads;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Leads in the table {@code leads}, their attributes as jsonb. */
final class PostgresLeads implements Leads {

    static final String SELECT = "SELECT id, name, email, phone, unsubscribed, attributes, created_at FROM leads";

    /** A lead that would not change is left alone: importing a file again costs reads only. */
    private static final String UPSERT = """
            WITH stored AS (
                INSERT INTO leads AS l (id, name, email, phone, unsubscribed, attributes, created_at)
                SELECT id, name, email, phone, unsubscribed::boolean, attributes::jsonb, created_at::timestamptz
                FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                     AS given (id, name, email, phone, unsubscribed, attributes, created_at)
                ON CONFLICT (id) DO UPDATE
                SET name = excluded.name, email = excluded.email, phone = excluded.phone,
                    unsubscribed = excluded.unsubscribed, attributes = excluded.attributes
                WHERE (l.name, l.email, l.phone, l.unsubscribed, l.attributes)
                      IS DISTINCT FROM
                      (excluded.name, excluded.email, excluded.phone, excluded.unsubscribed, excluded.attributes)
                RETURNING l.xmax = 0 AS inserted)
            SELECT count(*) FILTER (WHERE inserted) FROM stored
            """;

    /** From so many new leads on it pays to ask first which are new, and to copy these. */
    private static final int COPY_FROM = 100;

    private static final String REMEMBER_TYPES = """
            INSERT INTO lead_attributes (name, type)
            SELECT * FROM unnest(?::text[], ?::text[]) ORDER BY 1, 2
            ON CONFLICT DO NOTHING
            """;

    private static final String CONTAINS_TEXT = """
             AND (strpos(lower(id COLLATE pg_unicode_fast), lower(? COLLATE pg_unicode_fast)) > 0
                  OR strpos(lower(name COLLATE pg_unicode_fast), lower(? COLLATE pg_unicode_fast)) > 0
                  OR strpos(lower(email COLLATE pg_unicode_fast), lower(? COLLATE pg_unicode_fast)) > 0
                  OR strpos(lower(phone COLLATE pg_unicode_fast), lower(? COLLATE pg_unicode_fast)) > 0)
            """;

    private final JdbcClient jdbc;
    private final LeadCopy copy;

    private final KnownTypes knownTypes = new KnownTypes();

    PostgresLeads(DataSource dataSource) {
        jdbc = JdbcClient.create(dataSource);
        copy = new LeadCopy(dataSource);
    }

    @Override
    public Upserted upsert(List<Lead> leads) {
        // Sorted by id, so that two batches at once take their rows in the same order and never wait for each other in
        // a circle.
        var byId = new TreeMap<String, Lead>();
        leads.forEach(lead -> byId.put(lead.id(), lead));
        if (byId.isEmpty()) {
            return new Upserted(0, 0);
        }
        List<Lead> batch = List.copyOf(byId.values());
        rememberTypes(batch);
        return batch.size() < COPY_FROM ? upsertEach(batch) : copyNew(batch);
    }

    private Upserted copyNew(List<Lead> batch) {
        Set<String> storedIds = copy.storedIds(batch);
        var added = new ArrayList<Lead>(batch.size());
        var stored = new ArrayList<Lead>();
        for (Lead lead : batch) {
            (storedIds.contains(lead.id()) ? stored : added).add(lead);
        }
        // Whoever stores some of the same leads at this moment makes the copy fail, whole.
        if (added.size() < COPY_FROM || !copy.store(added)) {
            return upsertEach(batch);
        }
        Upserted others = upsertEach(stored);
        return new Upserted(added.size() + others.imported(), others.updated());
    }

    private Upserted upsertEach(Collection<Lead> batch) {
        if (batch.isEmpty()) {
            return new Upserted(0, 0);
        }
        int imported = jdbc.sql(UPSERT)
                .param(column(batch, Lead::id))
                .param(column(batch, Lead::name))
                .param(column(batch, Lead::email))
                .param(column(batch, Lead::phone))
                .param(column(batch, lead -> String.valueOf(lead.unsubscribed())))
                .param(column(batch, lead -> AttributesJson.write(lead.attributes())))
                .param(column(batch, lead -> Timestamps.text(lead.createdAt())))
                .query(Integer.class)
                .single();
        return new Upserted(imported, batch.size() - imported);
    }

    private static Object column(Collection<Lead> leads, Function<Lead, @Nullable String> value) {
        return leads.stream().map(value).toArray(String[]::new);
    }

    /** Before the leads, so that no stored lead has an attribute that nobody knows of. */
    private void rememberTypes(Collection<Lead> leads) {
        Map<String, Set<AttributeType>> unknown = knownTypes.unknownIn(leads);
        if (unknown.isEmpty()) {
            return;
        }
        var names = new ArrayList<String>();
        var types = new ArrayList<String>();
        unknown.forEach((name, seen) -> seen.forEach(type -> {
            names.add(name);
            types.add(type.name().toLowerCase(Locale.ROOT));
        }));
        jdbc.sql(REMEMBER_TYPES)
                .param(names.toArray(String[]::new))
                .param(types.toArray(String[]::new))
                .update();
        knownTypes.add(unknown);
    }

    @Override
    public List<Lead> findAll(Collection<String> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(SELECT + " WHERE id = ANY(?)")
                .param(ids.toArray(String[]::new))
                .query(PostgresLeads::lead)
                .list();
    }

    @Override
    public Optional<Lead> find(String id) {
        return jdbc.sql(SELECT + " WHERE id = ?")
                .param(id)
                .query(PostgresLeads::lead)
                .optional();
    }

    @Override
    public boolean delete(String id) {
        return jdbc.sql("DELETE FROM leads WHERE id = ?").param(id).update() > 0;
    }

    @Override
    public List<Lead> list(@Nullable String text, @Nullable String afterId, int limit) {
        // Every id comes after the empty text.
        JdbcClient.StatementSpec query = jdbc.sql(
                        SELECT + " WHERE id > ?" + (text == null ? "" : CONTAINS_TEXT) + " ORDER BY id LIMIT ?")
                .param(afterId == null ? "" : afterId);
        if (text != null) {
            query = query.param(text).param(text).param(text).param(text);
        }
        return query.param(limit).query(PostgresLeads::lead).list();
    }

    @Override
    public long count() {
        return jdbc.sql("SELECT count(*) FROM leads").query(Long.class).single();
    }

    @Override
    public Map<String, Set<AttributeType>> attributeTypes() {
        var types = new HashMap<String, Set<AttributeType>>();
        jdbc.sql("SELECT name, type FROM lead_attributes").query(row -> {
            types.computeIfAbsent(row.getString(1), _ -> EnumSet.noneOf(AttributeType.class))
                    .add(AttributeType.valueOf(row.getString(2).toUpperCase(Locale.ROOT)));
        });
        return types;
    }

    static Lead lead(ResultSet row, int number) throws SQLException {
        return new Lead(
                row.getString("id"),
                row.getString("name"),
                row.getString("email"),
                row.getString("phone"),
                row.getBoolean("unsubscribed"),
                AttributesJson.read(row.getString("attributes")),
                Timestamps.read(row, "created_at"));
    }
}
