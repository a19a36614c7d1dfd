package io.minicrm.postgres;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A role that owns the tables of mini-crm and is no superuser. */
public final class OwnerRole {

    /**
     * Creates the role if it is missing, and gives it what the superuser owns in the schema {@code public}, which is
     * everything that an earlier version created. Tables bring their indexes, and sequences that belong to a column.
     */
    private static final String CREATE = """
            DO $$
            DECLARE
                owned record;
            BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN
                    CREATE ROLE %1$s;
                END IF;
                ALTER ROLE %1$s LOGIN PASSWORD '%2$s';
                GRANT CREATE, CONNECT, TEMPORARY ON DATABASE postgres TO %1$s;
                GRANT USAGE, CREATE ON SCHEMA public TO %1$s;
                FOR owned IN
                    SELECT format('ALTER TABLE %%s OWNER TO %1$s', c.oid::regclass) AS change
                    FROM pg_class c
                    WHERE c.relnamespace = 'public'::regnamespace AND c.relowner = current_user::regrole
                        AND c.relkind IN ('r', 'p', 'v', 'm')
                    UNION ALL
                    SELECT format('ALTER SEQUENCE %%s OWNER TO %1$s', c.oid::regclass)
                    FROM pg_class c
                    WHERE c.relnamespace = 'public'::regnamespace AND c.relowner = current_user::regrole
                        AND c.relkind = 'S'
                        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i'))
                    UNION ALL
                    SELECT format('ALTER FUNCTION %%s OWNER TO %1$s', p.oid::regprocedure)
                    FROM pg_proc p
                    WHERE p.pronamespace = 'public'::regnamespace AND p.proowner = current_user::regrole
                LOOP
                    EXECUTE owned.change;
                END LOOP;
            END
            $$
            """;

    private final String name;
    private final String password;

    /**
     * @param name lower-case letters, digits and underscores
     * @param password letters and digits
     */
    public OwnerRole(String name, String password) {
        if (!name.matches("[a-z0-9_]+") || !password.matches("[a-zA-Z0-9]+")) {
            throw new IllegalArgumentException("The name or the password of a role has other characters");
        }
        this.name = name;
        this.password = password;
    }

    /**
     * Creates the role in the database {@code postgres}, or changes its password, and makes it the owner of what is
     * there. One transaction: a crash changes nothing.
     *
     * @param superuser who creates it
     */
    public void create(String jdbcUrl, String superuser, String superuserPassword) {
        new JdbcTemplate(new DriverManagerDataSource(jdbcUrl, superuser, superuserPassword))
                .execute(CREATE.formatted(name, password));
    }
}
