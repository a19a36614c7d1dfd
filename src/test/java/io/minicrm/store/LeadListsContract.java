package io.minicrm.store;

import static io.minicrm.store.GivenLeads.FIRST;
import static io.minicrm.store.GivenLeads.lead;
import static io.minicrm.store.GivenLeads.named;
import static io.minicrm.store.GivenLeads.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.lead.AttributeType;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.lead.LeadPosition;
import io.minicrm.lead.LeadQuery;
import io.minicrm.lead.LeadSort;
import io.minicrm.lead.Leads;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How every store of leads lists, searches and counts them. */
public abstract class LeadListsContract {

    /** The leads under test; the same in all calls of one test. */
    protected abstract Leads leads();

    /** Ids in the order of pages: more than four, fewer than nine. */
    protected List<String> idsByCodePoint() {
        // U+FF5E is one UTF-16 unit above all surrogates, yet its code point is below that of the emoji.
        return List.of("B", "a", "a-1", "ä", "～", "😀");
    }

    @BeforeEach
    void deleteAllLeads() {
        leads().list(null, null, Integer.MAX_VALUE).forEach(lead -> leads().delete(lead.id()));
    }

    @Test
    void pagesComeInOrderOfIdByCodePoint() {
        List<String> ids = idsByCodePoint();
        leads().upsert(ids.reversed().stream().map(GivenLeads::lead).toList());

        assertThat(leads().list(null, null, 4)).extracting(Lead::id).isEqualTo(ids.subList(0, 4));
        assertThat(leads().list(null, ids.get(3), 4)).extracting(Lead::id).isEqualTo(ids.subList(4, ids.size()));
        assertThat(leads().list(null, ids.getLast(), 4)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "id, 1 2 3 4 5",
        "name, 2 5 1 4 3",
        "-name, 3 4 1 5 2",
        "email, 1 3 4 2 5",
        "-email, 5 2 4 3 1",
        "created_at, 3 5 1 2 4",
        "-created_at, 4 2 1 5 3"
    })
    void pagesComeInTheWantedOrderWithoutGapsOrRepeats(String code, String ids) {
        leads().upsert(List.of(
                new Lead("1", "Bob", null, null, false, Attributes.NONE, FIRST.plusMillis(2)),
                new Lead("2", null, "b@example.com", null, false, Attributes.NONE, FIRST.plusMillis(2)),
                new Lead("3", "Eve", null, null, false, Attributes.NONE, FIRST),
                new Lead("4", "Bob", "a@example.com", null, false, Attributes.NONE, FIRST.plusMillis(3)),
                new Lead("5", "Ann", "b@example.com", null, false, Attributes.NONE, FIRST.plusMillis(1))));
        LeadSort sort = LeadSort.of(code).orElseThrow();
        var read = new ArrayList<String>();
        LeadPosition after = null;
        List<Lead> page;
        do {
            page = leads().list(new LeadQuery(null, sort, after, 2));
            page.forEach(lead -> read.add(lead.id()));
            after = page.isEmpty() ? null : sort.position(page.getLast());
        } while (!page.isEmpty());

        assertThat(String.join(" ", read)).isEqualTo(ids);
        assertThat(leads().list(new LeadQuery("@example.com", sort, null, 5)))
                .extracting(Lead::id)
                .containsExactlyInAnyOrder("2", "4", "5");
    }

    @Test
    void aCountEndsAtItsLimit() {
        leads().upsert(List.of(named("1", "Ann"), named("2", "Bob"), named("3", "Annabel")));

        assertThat(leads().count(null, 10)).isEqualTo(3);
        assertThat(leads().count("ann", 10)).isEqualTo(2);
        assertThat(leads().count(null, 2)).isEqualTo(2);
        assertThat(leads().count("nobody", 10)).isZero();
    }

    @Test
    void aSearchLooksIntoIdNameEmailAndPhoneIgnoringCase() {
        leads().upsert(List.of(
                named("1-Ärger", "x"),
                named("2", "viel ÄRGER"),
                new Lead("3", null, "ärger@example.com", null, false, Attributes.NONE, FIRST),
                new Lead("4", null, null, "tel:ärger", false, Attributes.NONE, FIRST),
                new Lead("5", "arger", null, null, false, Attributes.of(Map.of("a", "ärger")), FIRST)));

        assertThat(leads().list("ärGER", null, 10)).extracting(Lead::id).containsExactly("1-Ärger", "2", "3", "4");
        assertThat(leads().list("ärGER", "2", 1)).extracting(Lead::id).containsExactly("3");
    }

    @Test
    void aSearchTakesEveryCharacterForItself() {
        leads().upsert(List.of(named("1", "100%"), named("2", "100"), named("3", "a_b"), named("4", "a\\b")));

        assertThat(leads().list("%", null, 10)).extracting(Lead::id).containsExactly("1");
        assertThat(leads().list("_", null, 10)).extracting(Lead::id).containsExactly("3");
        assertThat(leads().list("\\", null, 10)).extracting(Lead::id).containsExactly("4");
    }

    @Test
    void leadsAreCountedByAttribute() {
        leads().upsert(List.of(
                with("a", Map.of("counted", 1, "list", List.of("x", "y"))),
                with("b", Map.of("counted", 2, "object", Map.of("counted", 3))),
                lead("c")));

        assertThat(leads().attributeCounts()).isEqualTo(Map.of("counted", 2L, "list", 1L, "object", 1L));
    }

    @Test
    void theTypesOfAttributesAreRemembered() {
        leads().upsert(List.of(
                with("a", Map.of("types seen", "text", "types number", 1)),
                with("b", Map.of("types seen", "2012-09-04", "types flag", true)),
                with("c", Map.of("types seen", new BigDecimal("1.5")))));
        leads().upsert(List.of(with("a", Map.of("types later", "2012-09-04T10:15:30Z"))));

        assertThat(leads().attributeTypes())
                .containsEntry("types seen", Set.of(AttributeType.TEXT, AttributeType.DATE, AttributeType.NUMBER))
                .containsEntry("types number", Set.of(AttributeType.NUMBER))
                .containsEntry("types flag", Set.of(AttributeType.BOOLEAN))
                .containsEntry("types later", Set.of(AttributeType.DATE));
    }
}
