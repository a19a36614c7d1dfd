package io.minicrm.postgres;

import io.minicrm.lead.AddressKeys;
import io.minicrm.lead.LeadKey;
import io.minicrm.lead.LeadKey.ByEmail;
import io.minicrm.lead.LeadKey.ByPhone;
import java.sql.PreparedStatement;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.postgresql.PGStatement;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Finds stored leads by e-mail address or phone number.
 *
 * <p>The index for it is created when leads are first matched by that address: it costs every import, and most
 * installations have ids.
 */
final class LeadKeys {

    private static final String EMAIL_KEY = "lower(l.email COLLATE pg_unicode_fast)";
    private static final String PHONE_KEY = "phone_key(l.phone)";

    /**
     * The key of the address that a message goes to: the e-mail address, or the phone number of a lead without one, or
     * with something else there.
     */
    static final String ADDRESS_KEY =
            "CASE WHEN strpos(l.email, '@') > 1 THEN %s ELSE nullif(%s, '') END".formatted(EMAIL_KEY, PHONE_KEY);

    /** One index scan per address; of several leads with one address the oldest. */
    private static final String FIND = """
            SELECT given.key, found.id FROM unnest(?::text[]) AS given (key)
            CROSS JOIN LATERAL (
                SELECT l.id FROM leads l WHERE %1$s = %2$s ORDER BY %1$s, l.created_at, l.id LIMIT 1) found
            """;

    private static final String FIND_EMAILS = FIND.formatted(EMAIL_KEY, "lower(given.key COLLATE pg_unicode_fast)");
    private static final String FIND_PHONES = FIND.formatted(PHONE_KEY, "given.key");

    private static final String INDEX = "CREATE INDEX IF NOT EXISTS leads_%s ON leads ((%s), created_at, id)";

    private final JdbcTemplate jdbc;
    private final Set<LeadKey.Field> indexed = EnumSet.noneOf(LeadKey.Field.class);

    LeadKeys(DataSource dataSource) {
        jdbc = new JdbcTemplate(dataSource);
    }

    /** The ids of the stored leads with these addresses. */
    Map<LeadKey, String> find(Set<LeadKey> addresses) {
        AddressKeys keys = AddressKeys.of(addresses);
        var found = new HashMap<LeadKey, String>();
        if (!keys.emails().isEmpty()) {
            index(LeadKey.Field.EMAIL, EMAIL_KEY);
            ids(FIND_EMAILS, keys.emails()).forEach((email, id) -> found.put(new ByEmail(email), id));
        }
        if (!keys.phones().isEmpty()) {
            index(LeadKey.Field.PHONE, PHONE_KEY);
            ids(FIND_PHONES, keys.phones()).forEach((phone, id) -> found.put(new ByPhone(phone), id));
        }
        return found;
    }

    /**
     * Planned for each call, because a plan from when the table was small would be kept, see {@link
     * LeadCopy#storedIds}.
     */
    private Map<String, String> ids(String statement, List<String> keys) {
        var ids = new HashMap<String, String>();
        jdbc.query(
                connection -> {
                    PreparedStatement prepared = connection.prepareStatement(statement);
                    prepared.unwrap(PGStatement.class).setPrepareThreshold(0);
                    prepared.setObject(1, keys.toArray(String[]::new));
                    return prepared;
                },
                row -> {
                    ids.put(row.getString(1), row.getString(2));
                });
        return ids;
    }

    private synchronized void index(LeadKey.Field field, String expression) {
        if (indexed.contains(field)) {
            return;
        }
        try {
            jdbc.execute(INDEX.formatted(field.code(), expression.replace("l.", "")));
        } catch (DuplicateKeyException madeByAnotherProcess) {
            // IF NOT EXISTS does not see an index that is being created.
        }
        indexed.add(field);
    }
}
