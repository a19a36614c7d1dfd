package io.minicrm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.settings.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "postgres"})
    void aPostgresUrlIsTakenApart(String scheme) {
        assertThat(DatabaseUrl.parse(scheme + "://us%40er:p%3Aw+d@db.example.com:5433/crm?sslmode=require"))
                .isEqualTo(new DatabaseUrl.Postgres(
                        "jdbc:postgresql://db.example.com:5433/crm?sslmode=require", "us@er", "p:w+d"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://user:password@a.example.com:27017,b.example.com:27018/crm?replicaSet=rs0",
                "mongodb+srv://user:password@cluster.example.com/crm"
            })
    void aMongoUrlIsLeftToTheDriver(String url) {
        assertThat(DatabaseUrl.parse(url)).isEqualTo(new DatabaseUrl.Mongo(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql://user:secret@localhost/crm", "secret", "secret@localhost/crm", ""})
    void theErrorForAnUnknownSchemeShowsBothFormsAndNotTheUrl(String url) {
        assertThatThrownBy(() -> DatabaseUrl.parse(url))
                .isInstanceOf(InvalidSettingException.class)
                .message()
                .startsWith("DATABASE_URL=")
                .contains("postgresql://user:password@host:port/database")
                .contains("mongodb://user:password@host:port/database")
                .doesNotContain("secret");
    }

    @Test
    void aPostgresUrlWithoutADatabaseIsRefused() {
        assertThatThrownBy(() -> DatabaseUrl.parse("postgresql://user:secret@localhost"))
                .isInstanceOf(InvalidSettingException.class)
                .message()
                .contains("host or database is missing")
                .doesNotContain("secret");
    }
}
