package io.minicrm.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.minicrm.chunk.ChunkPolicy;
import io.minicrm.problem.FieldProblem;
import io.minicrm.segment.Rule;
import io.minicrm.segment.Segment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderCheckTest {

    private static final Segment SEGMENT = new Segment(
            "all", "All", new Rule.Group(Rule.Combinator.AND, false, List.of()), Instant.EPOCH, Instant.EPOCH);

    private final OrderCheck check = new OrderCheck(new ChunkPolicy(40, 120), Set.of("simulator", "smtp"));

    @Test
    void an_order_that_names_no_channel_goes_by_the_simulator() {
        assertThat(checked(order("Hi", null, null)).channel()).isEqualTo("simulator");
    }

    @Test
    void an_empty_order_is_told_all_that_it_lacks() {
        assertThat(faults(new CampaignOrder(null, null, null, null, null, null, null, null, null, null)))
                .extracting(FieldProblem::field)
                .containsExactly("name", "segment_id", "message_template");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 120})
    void a_chunk_size_within_the_installations_range_is_taken(int size) {
        assertThat(checked(order("Hi", null, size)).segment()).isSameAs(SEGMENT);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 121, -5})
    void a_chunk_size_outside_of_it_is_refused_with_the_range(int size) {
        assertThat(faults(order("Hi", null, size))).singleElement().satisfies(fault -> {
            assertThat(fault.field()).isEqualTo("chunk_size");
            assertThat(fault.message()).contains(String.valueOf(size)).contains("1 to 120");
        });
    }

    @Test
    void a_template_that_cannot_be_read_is_refused_with_line_and_column() {
        assertThat(faults(order("Hi\n{{ name", null, null))).singleElement().satisfies(fault -> {
            assertThat(fault.field()).isEqualTo("message_template");
            assertThat(fault.message()).startsWith("line 2, column ");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "two\nlines", "{% if %}"})
    void a_subject_that_cannot_be_one_is_refused(String subject) {
        assertThat(faults(order("Hi", subject, null)))
                .singleElement()
                .satisfies(fault -> assertThat(fault.field()).isEqualTo("subject"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two words", "ümlaut"})
    void a_key_that_is_no_printable_word_is_refused(String key) {
        assertThatThrownBy(() -> check.key(key)).hasMessageContaining("Idempotency-Key");
    }

    private static CampaignOrder order(String template, @Nullable String subject, @Nullable Integer chunkSize) {
        return new CampaignOrder("Name", SEGMENT.id(), template, subject, null, chunkSize, null, null, null, null);
    }

    private OrderCheck.Checked checked(CampaignOrder order) {
        return check.order(order, id -> id.equals(SEGMENT.id()) ? Optional.of(SEGMENT) : Optional.empty());
    }

    private List<FieldProblem> faults(CampaignOrder order) {
        return catchThrowableOfType(InvalidCampaignException.class, () -> checked(order))
                .problems();
    }
}
