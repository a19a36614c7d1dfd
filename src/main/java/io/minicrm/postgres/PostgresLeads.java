package io.minicrm.postgres;

import io.minicrm.lead.AttributeType;
import io.minicrm.lead.KnownTypes;
import io.minicrm.lead.Lead;
import io.minicrm.lead.LeadChange;
import io.minicrm.lead.LeadMerge;
import io.minicrm.lead.LeadQuery;
import io.minicrm.lead.Leads;
import io.minicrm.lead.StoreMode;
import io.minicrm.lead.Stored;
import io.minicrm.problem.Precondition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Leads in the table {@code leads}, their attributes as jsonb. */
final class PostgresLeads implements Leads {

    static final String SELECT = "SELECT %s FROM leads".formatted(Rows.LEADS.columns());

    private static final String CONTACTS = """
            SELECT id, name, email, phone, unsubscribed, '{}'::jsonb AS attributes, created_at
            FROM leads WHERE id = ANY(?)
            """;

    /** Replaces leads that are held. */
    private static final String UPDATE =
            """
            INSERT INTO leads (%1$s) SELECT %1$s FROM %2$s ON CONFLICT (id) DO UPDATE SET %3$s
            """.formatted(Rows.LEADS.columns(), Rows.LEADS.given(), Rows.LEADS.updates("id", "created_at"));

    private static final String INSERT = """
            INSERT INTO leads (%1$s) SELECT %1$s FROM %2$s ON CONFLICT (id) DO NOTHING RETURNING id
            """.formatted(Rows.LEADS.columns(), Rows.LEADS.given());

    /** From this number of new leads on, it is faster to copy them. */
    private static final int COPY_FROM = 100;

    private static final String REMEMBER_TYPES = """
            INSERT INTO lead_attributes (name, type)
            SELECT * FROM unnest(?::text[], ?::text[]) ORDER BY 1, 2
            ON CONFLICT DO NOTHING
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final LeadCopy copy;
    private final LeadKeys keys;
    private final PostgresLeadPages pages;

    private final KnownTypes knownTypes = new KnownTypes();
    private final NewBatches newBatches = new NewBatches();

    PostgresLeads(DataSource dataSource) {
        jdbc = JdbcClient.create(dataSource);
        transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        copy = new LeadCopy(dataSource);
        keys = new LeadKeys(dataSource);
        pages = new PostgresLeadPages(jdbc);
    }

    @Override
    public Stored store(List<LeadChange> changes, StoreMode mode) {
        rememberTypes(changes);
        var merge = new LeadMerge(changes, mode, keys::find);
        if (merge.pending().size() >= COPY_FROM && newBatches.isNextExpected()) {
            newBatches.learn(copyUnread(merge));
        }
        return write(merge);
    }

    @Override
    public Stored.Outcome store(LeadChange change, StoreMode mode, Precondition<Lead> precondition) {
        rememberTypes(List.of(change));
        return write(LeadMerge.conditional(change, mode, precondition))
                .outcomes()
                .getFirst();
    }

    private Stored write(LeadMerge merge) {
        while (!merge.pending().isEmpty()) {
            Set<String> storedIds = copy.storedIds(merge.pending());
            if (merge.pending().size() >= COPY_FROM) {
                newBatches.add(storedIds.isEmpty());
            }
            if (!storedIds.isEmpty()) {
                transaction.executeWithoutResult(status -> update(merge, storedIds));
            }
            List<Lead> added = merge.create(storedIds);
            merge.created(insert(added));
        }
        return merge.result();
    }

    /**
     * Copies a batch without reading first which of its leads are stored. Returns false, and stores none, if one of
     * them is.
     */
    private boolean copyUnread(LeadMerge merge) {
        List<Lead> added = merge.create(Set.of());
        if (!copy.store(added)) {
            return false;
        }
        merge.created(added);
        return true;
    }

    /**
     * Holds the leads in order of id, so that two batches cannot deadlock, and until the end of the transaction, so
     * that none changes meanwhile.
     */
    private void update(LeadMerge merge, Set<String> ids) {
        List<Lead> held = jdbc.sql(SELECT + " WHERE id = ANY(?) ORDER BY id FOR NO KEY UPDATE")
                .param(ids.toArray(String[]::new))
                .query(Rows.LEADS)
                .list();
        List<Lead> changed =
                merge.merge(held).stream().map(LeadMerge.Changed::after).toList();
        if (!changed.isEmpty()) {
            jdbc.sql(UPDATE).params(Rows.LEADS.arrays(changed)).update();
        }
    }

    /** Returns the leads that were inserted; the others are stored already, by another process. */
    private List<Lead> insert(List<Lead> added) {
        // The copy fails as a whole if another process stores one of these leads at the same time.
        if (added.isEmpty() || (added.size() >= COPY_FROM && copy.store(added))) {
            return added;
        }
        Set<String> inserted = Set.copyOf(jdbc.sql(INSERT)
                .params(Rows.LEADS.arrays(added))
                .query(String.class)
                .list());
        return added.stream().filter(lead -> inserted.contains(lead.id())).toList();
    }

    /** Runs before the leads are stored, so that the type of every stored attribute is known. */
    private void rememberTypes(List<LeadChange> changes) {
        Map<String, Set<AttributeType>> unknown = knownTypes.unknownIn(changes);
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
    public List<Lead> contacts(Collection<String> ids) {
        return jdbc.sql(CONTACTS)
                .param(ids.toArray(String[]::new))
                .query(Rows.LEADS)
                .list();
    }

    @Override
    public Optional<Lead> find(String id) {
        return jdbc.sql(SELECT + " WHERE id = ?").param(id).query(Rows.LEADS).optional();
    }

    @Override
    public boolean delete(String id, Precondition<Lead> precondition) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            if (!precondition.isNone()) {
                jdbc.sql(SELECT + " WHERE id = ? FOR UPDATE")
                        .param(id)
                        .query(Rows.LEADS)
                        .optional()
                        .ifPresent(precondition::check);
            }
            return jdbc.sql("DELETE FROM leads WHERE id = ?").param(id).update() > 0;
        }));
    }

    @Override
    public List<Lead> list(LeadQuery query) {
        return pages.list(query);
    }

    @Override
    public long count(@Nullable String text, int max) {
        return pages.count(text, max);
    }

    @Override
    public long count() {
        return jdbc.sql("SELECT count(*) FROM leads").query(Long.class).single();
    }

    @Override
    public Map<String, Long> attributeCounts() {
        var counts = new HashMap<String, Long>();
        jdbc.sql("SELECT key, count(*) FROM leads CROSS JOIN LATERAL jsonb_object_keys(attributes) key GROUP BY key")
                .query(row -> {
                    counts.put(row.getString(1), row.getLong(2));
                });
        return counts;
    }

    @Override
    public Map<String, Set<AttributeType>> attributeTypes() {
        return attributeTypes(jdbc);
    }

    /** The types as {@code jdbc} sees them, in whose transaction that may be. */
    static Map<String, Set<AttributeType>> attributeTypes(JdbcClient jdbc) {
        var types = new HashMap<String, Set<AttributeType>>();
        jdbc.sql("SELECT name, type FROM lead_attributes").query(row -> {
            types.computeIfAbsent(row.getString(1), _ -> EnumSet.noneOf(AttributeType.class))
                    .add(AttributeType.valueOf(row.getString(2).toUpperCase(Locale.ROOT)));
        });
        return types;
    }
}
