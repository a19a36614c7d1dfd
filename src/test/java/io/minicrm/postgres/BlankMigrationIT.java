package io.minicrm.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.embedded.TestServers;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.text.Blank;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the migrations make of leads that earlier versions stored with blank texts. */
final class BlankMigrationIT {

    /** Every character that is blank, and no other. */
    private static final String BLANKS = IntStream.rangeClosed(1, 0xFFFF)
            .filter(c -> Blank.is((char) c))
            .mapToObj(Character::toString)
            .collect(Collectors.joining());

    @Test
    void blankTextsBecomeMissing() {
        DataSource database = TestServers.newDatabase();
        Flyway.configure()
                .dataSource(database)
                .target(MigrationVersion.fromVersion("11.1"))
                .load()
                .migrate();
        JdbcClient jdbc = JdbcClient.create(database);
        for (String blank : List.of("", BLANKS)) {
            jdbc.sql("""
                    INSERT INTO leads VALUES (?, ?, ?, ?, false,
                        jsonb_build_object('blank', ?::text, 'kept', 'a' || ?::text, 'list', jsonb_build_array('', 'x'), 'n', 1), 'epoch')
                    """)
                    .params("of " + blank.length(), blank, "a@b.c" + blank, blank, blank, blank)
                    .update();
        }
        jdbc.sql("INSERT INTO leads VALUES ('whole', 'Ann', 'a@b.c', '030 1', true, '{\"a\": \"x\"}', 'epoch')")
                .update();

        Flyway.configure().dataSource(database).load().migrate();

        var leads = new PostgresLeads(database);
        for (String blank : List.of("", BLANKS)) {
            assertThat(jdbc.sql("SELECT count(*) FROM leads WHERE id = ? AND name IS NULL AND phone IS NULL")
                            .param("of " + blank.length())
                            .query(Long.class)
                            .single())
                    .isEqualTo(1);
            assertThat(jdbc.sql("SELECT attributes ? 'blank' FROM leads WHERE id = '%s'"
                                    .formatted("of " + blank.length())
                                    .replace("?", "??"))
                            .query(Boolean.class)
                            .single())
                    .isFalse();
            assertThat(leads.find("of " + blank.length()))
                    .contains(new Lead(
                            "of " + blank.length(),
                            null,
                            "a@b.c" + blank,
                            null,
                            false,
                            Attributes.of(Map.of("kept", "a" + blank, "list", List.of("", "x"), "n", 1)),
                            Instant.EPOCH));
        }
        assertThat(leads.find("whole"))
                .contains(new Lead(
                        "whole", "Ann", "a@b.c", "030 1", true, Attributes.of(Map.of("a", "x")), Instant.EPOCH));
    }
}
