package io.minicrm.postgres;

import io.minicrm.consent.Consent;
import io.minicrm.consent.Consents;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Consents in the table {@code consents}. */
final class PostgresConsents implements Consents {

    static final String SAVE =
            """
            INSERT INTO consents (%1$s) SELECT %1$s FROM %2$s
            WHERE EXISTS (SELECT FROM leads l WHERE l.id = given.lead_id)
            ON CONFLICT (lead_id, id) DO UPDATE SET %3$s
            """.formatted(Rows.CONSENTS.columns(), Rows.CONSENTS.given(), Rows.CONSENTS.updates("lead_id", "id"));

    private static final String OF_LEAD = """
            SELECT %s FROM consents WHERE lead_id = ? AND (?::text IS NULL OR id < ?) ORDER BY id DESC LIMIT ?
            """.formatted(Rows.CONSENTS.columns());

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    PostgresConsents(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    }

    @Override
    public boolean record(Consent consent) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            boolean exists = jdbc.sql("UPDATE leads SET unsubscribed = false WHERE id = ?")
                            .param(consent.leadId())
                            .update()
                    == 1;
            if (exists) {
                jdbc.sql(SAVE).params(Rows.CONSENTS.arrays(List.of(consent))).update();
            }
            return exists;
        }));
    }

    @Override
    public List<Consent> ofLead(String leadId, @Nullable String afterId, int limit) {
        return jdbc.sql(OF_LEAD)
                .param(leadId)
                .param(afterId)
                .param(afterId)
                .param(limit)
                .query(Rows.CONSENTS)
                .list();
    }
}
