package io.minicrm.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NewBatchesTest {

    private final NewBatches batches = new NewBatches();

    @Test
    void theFirstBatchIsRead() {
        assertThat(batches.isNextExpected()).isFalse();
    }

    @Test
    void afterABatchOfNewLeadsTheNextIsExpectedToBeNew() {
        batches.add(true);

        assertThat(batches.isNextExpected()).isTrue();
    }

    @Test
    void afterABatchWithAStoredLeadTheNextIsRead() {
        batches.add(true);
        batches.add(false);

        assertThat(batches.isNextExpected()).isFalse();
    }

    @Test
    void everyWrongExpectationDoublesTheNumberOfBatchesThatIsNeeded() {
        assertThat(readUntilExpected()).isEqualTo(1);
        batches.learn(false);
        assertThat(readUntilExpected()).isEqualTo(2);
        batches.learn(false);
        assertThat(readUntilExpected()).isEqualTo(4);
    }

    @Test
    void aRightExpectationHalvesItAgain() {
        batches.add(true);
        batches.learn(false);
        batches.learn(false);
        assertThat(readUntilExpected()).isEqualTo(4);

        batches.learn(true);
        batches.add(false);

        assertThat(readUntilExpected()).isEqualTo(2);
    }

    @Test
    void inAFileThatAlternatesFewExpectationsAreWrong() {
        int wrong = 0;
        for (int batch = 0; batch < 100_000; batch++) {
            boolean isNew = batch % 2 == 0;
            if (batches.isNextExpected()) {
                batches.learn(isNew);
                wrong += isNew ? 0 : 1;
            } else {
                batches.add(isNew);
            }
        }

        assertThat(wrong).isLessThan(10);
    }

    private int readUntilExpected() {
        int read = 0;
        while (!batches.isNextExpected()) {
            batches.add(true);
            read++;
        }
        return read;
    }
}
