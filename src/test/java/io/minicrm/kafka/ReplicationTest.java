package io.minicrm.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicationTest {

    @ParameterizedTest(name = "{0} brokers: {1} replicas")
    @CsvSource({"1, 1", "2, 2", "3, 3", "4, 3", "100, 3"})
    void aTopicHasThreeReplicasOrAsManyAsThereAreBrokers(int brokers, int replicas) {
        assertThat(Replication.of(brokers).replicas()).isEqualTo((short) replicas);
    }

    @ParameterizedTest(name = "{0} brokers")
    @CsvSource({"1", "2"})
    void oneOfFewBrokersMayDieAndTheOtherGoesOn(int brokers) {
        assertThat(Replication.of(brokers).settings()).isEmpty();
    }

    @ParameterizedTest(name = "{0} brokers")
    @CsvSource({"3", "7"})
    void aRecordIsOnTwoOfThreeReplicasBeforeItCounts(int brokers) {
        assertThat(Replication.of(brokers).settings()).isEqualTo(Map.of("min.insync.replicas", "2"));
    }
}
