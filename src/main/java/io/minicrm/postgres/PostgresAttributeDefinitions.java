package io.minicrm.postgres;

import io.minicrm.lead.AttributeDefinition;
import io.minicrm.lead.AttributeDefinitions;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Definitions of attributes in the table {@code attribute_definitions}. */
final class PostgresAttributeDefinitions implements AttributeDefinitions {

    private static final String SELECT = "SELECT %s FROM attribute_definitions".formatted(Rows.ATTRIBUTES.columns());
    private static final String INSERT = "INSERT INTO attribute_definitions (%1$s) SELECT %1$s FROM %2$s"
            .formatted(Rows.ATTRIBUTES.columns(), Rows.ATTRIBUTES.given());

    private final JdbcClient jdbc;

    PostgresAttributeDefinitions(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public List<AttributeDefinition> all() {
        return jdbc.sql(SELECT + " ORDER BY name").query(Rows.ATTRIBUTES).list();
    }

    @Override
    public List<AttributeDefinition> hold(Collection<AttributeDefinition> inferred) {
        // In order of name: two processes that hold the same attributes lock them in the same order.
        List<AttributeDefinition> sorted = inferred.stream()
                .sorted(Comparator.comparing(AttributeDefinition::name))
                .toList();
        jdbc.sql(INSERT + " ORDER BY place ON CONFLICT (name) DO NOTHING")
                .params(Rows.ATTRIBUTES.arrays(sorted))
                .update();
        return jdbc.sql(SELECT + " WHERE name = ANY (?)")
                .param(sorted.stream().map(AttributeDefinition::name).toArray(String[]::new))
                .query(Rows.ATTRIBUTES)
                .list();
    }

    @Override
    public void declare(AttributeDefinition declared) {
        jdbc.sql(INSERT + " ON CONFLICT (name) DO UPDATE SET " + Rows.ATTRIBUTES.updates("name"))
                .params(Rows.ATTRIBUTES.arrays(List.of(declared)))
                .update();
    }

    @Override
    public boolean remove(String name) {
        return jdbc.sql("DELETE FROM attribute_definitions WHERE name = ?")
                        .param(name)
                        .update()
                == 1;
    }
}
