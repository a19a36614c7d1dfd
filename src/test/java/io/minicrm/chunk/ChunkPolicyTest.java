package io.minicrm.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkPolicyTest {

    @ParameterizedTest
    @CsvSource({
        "0, 50",
        "1, 50",
        "50, 50",
        "51, 100",
        "500, 100",
        "501, 150",
        "5000, 150",
        "5001, 200",
        "9000000000, 200"
    })
    void theSizeFollowsTheAudience(long audience, int size) {
        assertThat(ChunkPolicy.DEFAULT.sizeFor(audience)).isEqualTo(size);
    }

    @ParameterizedTest
    @CsvSource({"10, 40", "300, 30", "3000, 40", "30000, 40"})
    void everySizeIsCappedByTheMaximum(long audience, int size) {
        assertThat(new ChunkPolicy(30, 40).sizeFor(audience)).isEqualTo(size);
    }

    @Test
    void aRequestedSizeWithinTheRangeIsTaken() {
        assertThat(ChunkPolicy.DEFAULT.check(1)).isEqualTo(1);
        assertThat(ChunkPolicy.DEFAULT.check(200)).isEqualTo(200);
    }

    @Test
    void aRequestedSizeOutsideTheRangeIsRefusedWithValueAndRange() {
        assertThatExceptionOfType(InvalidChunkSizeException.class)
                .isThrownBy(() -> new ChunkPolicy(10, 80).check(81))
                .withMessage("chunk_size is 81; give a whole number from 1 to 80")
                .satisfies(e -> assertThat(e.problem().field()).isEqualTo("chunk_size"));
        assertThatExceptionOfType(InvalidChunkSizeException.class).isThrownBy(() -> ChunkPolicy.DEFAULT.check(-1));
    }
}
