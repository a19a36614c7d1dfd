package io.minicrm.postgres;

import io.minicrm.lead.AttributeDefinitions;
import io.minicrm.store.AttributeDefinitionsContract;
import io.minicrm.store.TestPostgres;

final class PostgresAttributeDefinitionsIT extends AttributeDefinitionsContract {

    private static final AttributeDefinitions DEFINITIONS =
            new PostgresAttributeDefinitions(TestPostgres.newDatabase());

    @Override
    protected AttributeDefinitions definitions() {
        return DEFINITIONS;
    }
}
