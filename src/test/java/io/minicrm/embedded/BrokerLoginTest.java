package io.minicrm.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerLoginTest {

    @TempDir
    private Path data;

    private BrokerLogin login;

    @BeforeEach
    void writeTheFile() throws Exception {
        Path folder = Files.createDirectory(data.resolve("kafka"));
        login = BrokerLogin.ofBroker(folder);
        login.write("127.0.0.1:9092");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9092", "localhost:9092", "[::1]:9092"})
    void clientsOfTheBrokerGetItsPassword(String brokers) {
        assertThat(BrokerLogin.clientSettings(data, brokers))
                .isEqualTo(login.clientSettings())
                .containsEntry("sasl.mechanism", "PLAIN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9093", "192.0.2.1:9092", "localhost:9092,localhost:9093", "localhost", ""})
    void otherBrokersDoNotGetThePassword(String brokers) {
        assertThat(BrokerLogin.clientSettings(data, brokers)).isEmpty();
    }

    @Test
    void withoutABrokerThereIsNoPassword() {
        assertThat(BrokerLogin.clientSettings(data.resolve("elsewhere"), "localhost:9092"))
                .isEmpty();
    }

    @Test
    void aFileWithoutAPasswordIsReplaced() throws Exception {
        Path file = data.resolve("kafka/client.properties");
        Files.writeString(file, "bootstrap.servers=127.0.0.1:9092\n");

        BrokerLogin.ofBroker(file.getParent()).write("127.0.0.1:9092");

        assertThat(BrokerLogin.clientSettings(data, "localhost:9092"))
                .containsKey("sasl.jaas.config")
                .isNotEqualTo(login.clientSettings());
    }

    @Test
    void textsDoNotContainThePassword() {
        assertThat(login.toString()).doesNotContain(login.password());
    }
}
