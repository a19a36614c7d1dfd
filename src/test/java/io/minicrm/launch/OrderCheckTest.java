package io.minicrm.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.minicrm.campaign.DuplicateAddresses;
import io.minicrm.chunk.ChunkPolicy;
import io.minicrm.problem.FieldProblem;
import io.minicrm.problem.Precondition;
import io.minicrm.segment.Rule;
import io.minicrm.segment.Segment;
import io.minicrm.segment.Segments;
import io.minicrm.template.MessageHeader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderCheckTest {

    private static final Segment SEGMENT = new Segment(
            "all", "All", new Rule.Group(Rule.Combinator.AND, false, List.of()), Instant.EPOCH, Instant.EPOCH);

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    private final OrderCheck check = new OrderCheck(
            new OneSegment(),
            () -> Set.of("country", "total_spend"),
            new ChunkPolicy(40, 120),
            Set.of("simulator", "smtp"),
            "simulator");

    @Test
    void anOrderThatNamesNoChannelGoesByTheSimulator() {
        assertThat(checked(order("Hi", null, null)).channel()).isEqualTo("simulator");
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        ",, at_creation",
        "2026-05-01T11:59:00Z,, at_creation",
        "2026-05-02T12:00:00Z,, at_creation",
        "2026-05-02T12:00:00.001Z,, at_start",
        "2026-05-02T12:00:00.001Z, at_creation, at_creation",
        "2026-05-01T13:00:00Z, at_start, at_start"
    })
    void theAudienceOfACampaignThatStartsInMoreThanADayIsFrozenAtItsStart(
            @Nullable Instant at, @Nullable String audience, String expected) {
        assertThat(checked(scheduled(at, audience)).schedule().audienceTime().code())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({", SKIP", "skip, SKIP", "send, SEND"})
    void leadsWithOneAddressGetOneMessageUnlessEachIsMeant(@Nullable String given, DuplicateAddresses expected) {
        assertThat(checked(duplicates(given)).duplicateAddresses()).isEqualTo(expected);
    }

    @Test
    void anUnknownChoiceForDuplicateAddressesIsRefused() {
        assertThat(faults(duplicates("Skip")))
                .extracting(FieldProblem::toString)
                .containsExactly("duplicate_addresses is \"Skip\"; give skip or send");
    }

    private static CampaignOrder duplicates(@Nullable String choice) {
        return new CampaignOrder(
                "Name", SEGMENT.id(), "Hi", Map.of(), null, null, null, null, null, null, choice, null);
    }

    @Test
    void aTimeInThePastAndAnUnknownAudienceAreRefused() {
        assertThat(faults(scheduled(NOW.minusMillis(60_001), "later")))
                .extracting(FieldProblem::field)
                .containsExactly("scheduled_at", "audience");
    }

    private static CampaignOrder scheduled(@Nullable Instant at, @Nullable String audience) {
        return new CampaignOrder(
                "Name", SEGMENT.id(), "Hi", Map.of(), null, null, at, null, null, null, null, audience);
    }

    @Test
    void anEmptyOrderHasAProblemForEachMissingField() {
        assertThat(faults(
                        new CampaignOrder(null, null, null, Map.of(), null, null, null, null, null, null, null, null)))
                .extracting(FieldProblem::field)
                .containsExactly("name", "segment_id", "message_template");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 120})
    void aChunkSizeWithinTheInstallationsRangeIsTaken(int size) {
        assertThat(checked(order("Hi", null, size)).segment()).isSameAs(SEGMENT);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 121, -5})
    void aChunkSizeOutsideOfItIsRefusedWithTheRange(int size) {
        assertThat(faults(order("Hi", null, size))).singleElement().satisfies(fault -> {
            assertThat(fault.field()).isEqualTo("chunk_size");
            assertThat(fault.message()).contains(String.valueOf(size)).contains("1 to 120");
        });
    }

    @Test
    void aTemplateThatCannotBeReadIsRefusedWithLineAndColumn() {
        assertThat(faults(order("Hi\n{{ name", null, null))).singleElement().satisfies(fault -> {
            assertThat(fault.field()).isEqualTo("message_template");
            assertThat(fault.message()).startsWith("line 2, column ");
        });
    }

    @Test
    void aVariableThatNoLeadHasIsRefusedWithTheNearestName() {
        String template = "Hi {{nmae}} of {{ contry | upcase }}: {{ zzzzzzzzz }}";

        assertThat(faults(order(template, "{{ totalspend }}", null)))
                .extracting(fault -> fault.field() + " " + fault.message())
                .satisfiesExactly(
                        fault -> assertThat(fault)
                                .startsWith(
                                        "message_template reads \"contry\", which no lead has; did you mean \"country\"?"),
                        fault -> assertThat(fault)
                                .startsWith(
                                        "message_template reads \"nmae\", which no lead has; did you mean \"name\"?"),
                        fault -> assertThat(fault)
                                .startsWith("message_template reads \"zzzzzzzzz\", which no lead has; give a default"),
                        fault -> assertThat(fault)
                                .startsWith(
                                        "subject reads \"totalspend\", which no lead has; did you mean \"total_spend\"?"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ id }}{{ name }}{{ email }}{{ phone }}{{ country }}{{ total_spend }}",
                "{{ voucher | default: 'none' }}{{ voucher | upcase | default: '' }}",
                "{% if voucher %}{{ voucher }}{% else %}{{ voucher }}{% endif %}",
                "{% if voucher != blank and voucher > 5 %}{{ voucher.code }}{% endif %}",
                "{% unless voucher == nil %}{{ voucher }}{% endunless %}",
                "{% if name %}{% elsif voucher %}{{ voucher }}{% endif %}",
                "{% assign voucher = 1 %}{{ voucher }}",
            })
    void aVariableThatIsKnownOrProvidedForIsAccepted(String template) {
        assertThat(checked(order(template, template, null)).template()).isEqualTo(template);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% if voucher %}{% endif %}{{ voucher }}",
                "{% if voucher > 5 %}{{ voucher }}{% endif %}",
                "{{ name | default: voucher }}",
                "{{ voucher | default: 'x' }}{{ voucher }}",
                "{% for v in voucher %}{% endfor %}",
                "{% case voucher %}{% when 1 %}{% endcase %}",
            })
    void aVariableThatIsProvidedForElsewhereIsRefused(String template) {
        assertThat(faults(order(template, null, null)))
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).startsWith("reads \"voucher\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "two\nlines", "{% if %}"})
    void aSubjectThatCannotBeOneIsRefused(String subject) {
        assertThat(faults(order("Hi", subject, null)))
                .singleElement()
                .satisfies(fault -> assertThat(fault.field()).isEqualTo("subject"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two words", "ümlaut"})
    void aKeyThatIsNoPrintableWordIsRefused(String key) {
        assertThatThrownBy(() -> check.key(key)).hasMessageContaining("Idempotency-Key");
    }

    private static CampaignOrder order(String template, @Nullable String subject, @Nullable Integer chunkSize) {
        return new CampaignOrder(
                "Name",
                SEGMENT.id(),
                template,
                subject == null ? Map.of() : Map.of(MessageHeader.SUBJECT, subject),
                null,
                chunkSize,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private OrderCheck.Checked checked(CampaignOrder order) {
        return check.order(order, NOW);
    }

    private List<FieldProblem> faults(CampaignOrder order) {
        return catchThrowableOfType(InvalidCampaignException.class, () -> checked(order))
                .problems();
    }

    private static final class OneSegment implements Segments {

        @Override
        public long count() {
            throw new AssertionError("A check of an order only looks for a segment");
        }

        @Override
        public Optional<Segment> save(Segment segment, Precondition<Segment> precondition) {
            throw new AssertionError("A check of an order only looks for a segment");
        }

        @Override
        public Optional<Segment> find(String id) {
            return id.equals(SEGMENT.id()) ? Optional.of(SEGMENT) : Optional.empty();
        }

        @Override
        public boolean delete(String id, Precondition<Segment> precondition) {
            throw new AssertionError("A check of an order only looks for a segment");
        }

        @Override
        public List<Segment> list(@Nullable String text, @Nullable String afterId, int limit) {
            throw new AssertionError("A check of an order only looks for a segment");
        }
    }
}
