package io.minicrm.postgres;

import io.minicrm.lead.AttributeType;
import io.minicrm.lead.KnownTypes;
import io.minicrm.lead.Lead;
import io.minicrm.lead.Leads;
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
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Leads in the table {@code leads}, their attributes as jsonb. */
final class PostgresLeads implements Leads {

    static final String SELECT = "SELECT %s FROM leads".formatted(Rows.LEADS.columns());

    /** A lead that would not change is not written: importing a file again costs reads only. */
    private static final String UPSERT = """
            WITH stored AS (
                INSERT INTO leads AS l (%1$s) SELECT %1$s FROM %2$s
                ON CONFLICT (id) DO UPDATE SET %3$s WHERE (%4$s) IS DISTINCT FROM (%5$s)
                RETURNING l.xmax = 0 AS inserted)
            SELECT count(*) FILTER (WHERE inserted) FROM stored
            """.formatted(
                    Rows.LEADS.columns(),
                    Rows.LEADS.given(),
                    Rows.LEADS.updates("id", "created_at"),
                    Rows.LEADS.columnsOf("l", "id", "created_at"),
                    Rows.LEADS.columnsOf("excluded", "id", "created_at"));

    /** From this number of leads on, it is faster to read which of them are new, and to copy those. */
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
        // Sorted by id: two concurrent batches lock their rows in the same order, so they cannot deadlock.
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
        // The copy fails as a whole if another process stores one of these leads at the same time.
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
                .params(Rows.LEADS.arrays(batch))
                .query(Integer.class)
                .single();
        return new Upserted(imported, batch.size() - imported);
    }

    /** Runs before the leads are stored, so that the type of every stored attribute is known. */
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
                .query(Rows.LEADS)
                .list();
    }

    @Override
    public Optional<Lead> find(String id) {
        return jdbc.sql(SELECT + " WHERE id = ?").param(id).query(Rows.LEADS).optional();
    }

    @Override
    public boolean delete(String id) {
        return jdbc.sql("DELETE FROM leads WHERE id = ?").param(id).update() > 0;
    }

    @Override
    public List<Lead> list(@Nullable String text, @Nullable String afterId, int limit) {
        // Every id is greater than the empty text.
        JdbcClient.StatementSpec query = jdbc.sql(
                        SELECT + " WHERE id > ?" + (text == null ? "" : CONTAINS_TEXT) + " ORDER BY id LIMIT ?")
                .param(afterId == null ? "" : afterId);
        if (text != null) {
            query = query.param(text).param(text).param(text).param(text);
        }
        return query.param(limit).query(Rows.LEADS).list();
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
}
