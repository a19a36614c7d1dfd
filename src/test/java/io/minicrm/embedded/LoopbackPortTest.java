package io.minicrm.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoopbackPortTest {

    /** Of a thousand random ports out of twelve thousand, some would be the same. */
    @Test
    void noPortIsAssignedTwice() {
        List<Integer> ports = IntStream.range(0, 1_000)
                .parallel()
                .mapToObj(i -> LoopbackPort.free())
                .toList();

        assertThat(ports).doesNotHaveDuplicates();
    }

    @Test
    void aReservedPortIsNotAssigned() {
        IntStream.range(20_000, 32_767).filter(port -> port % 2 == 0).forEach(LoopbackPort::reserve);

        assertThat(LoopbackPort.free() % 2).isEqualTo(1);
    }
}
