package io.minicrm.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SimilarTest {

    @Test
    void findsNamesThatDifferInFewCharactersTheMostSimilarFirst() {
        assertThat(Similar.to("limits", List.of("cursor", "limit", "Limit2"))).containsExactly("limit", "Limit2");
        assertThat(Similar.to("LIMIT", List.of("limit"))).containsExactly("limit");
        assertThat(Similar.to("status", List.of("cursor", "limit"))).isEmpty();
    }

    @Test
    void givesThreeNamesAtMost() {
        assertThat(Similar.to("a", List.of("b", "c", "d", "e"))).hasSize(3);
    }
}
