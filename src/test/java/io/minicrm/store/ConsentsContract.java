package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.consent.Consent;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.lead.LeadChange;
import io.minicrm.lead.StoreMode;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The behaviour of every store of consents. */
public abstract class ConsentsContract {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123Z");

    /** The store under test; the same in all calls of one test. */
    protected abstract Store store();

    @BeforeEach
    void optOut() {
        store().leads().delete("consents-ann");
        store().leads().delete("consents-bob");
        store().leads().upsert(List.of(lead("consents-ann"), lead("consents-bob")));
    }

    private static Lead lead(String id) {
        return new Lead(id, null, null, null, true, Attributes.NONE, NOON);
    }

    private boolean isUnsubscribed(String id) {
        return store().leads().find(id).orElseThrow().unsubscribed();
    }

    @Test
    void aConsentTakesBackTheOptOutOfItsLead() {
        var consent = new Consent("consents-ann", "consent-1", "newsletter form 😀", NOON);

        assertThat(store().consents().record(consent)).isTrue();
        assertThat(store().consents().record(consent)).isTrue();

        assertThat(isUnsubscribed("consents-ann")).isFalse();
        assertThat(isUnsubscribed("consents-bob")).isTrue();
        assertThat(store().consents().ofLead("consents-ann", null, 10)).containsExactly(consent);
        assertThat(store().consents().ofLead("consents-bob", null, 10)).isEmpty();
    }

    @Test
    void aLaterOptOutCountsAgain() {
        store().consents().record(new Consent("consents-ann", "consent-1", "form", NOON));

        store().leads().store(List.of(LeadChange.of(lead("consents-ann"))), StoreMode.MERGE);

        assertThat(isUnsubscribed("consents-ann")).isTrue();
    }

    @Test
    void aConsentOfNobodyIsNotStored() {
        assertThat(store().consents().record(new Consent("consents-nobody", "consent-1", "form", NOON)))
                .isFalse();

        assertThat(store().consents().ofLead("consents-nobody", null, 10)).isEmpty();
        assertThat(store().leads().find("consents-nobody")).isEmpty();
    }

    @Test
    void theNewestConsentsComeFirst() {
        List<Consent> consents = IntStream.range(0, 5)
                .mapToObj(i -> new Consent("consents-ann", "consent-" + i, "form " + i, NOON.plusSeconds(i)))
                .toList();
        consents.forEach(consent -> store().consents().record(consent));

        assertThat(store().consents().ofLead("consents-ann", null, 2))
                .containsExactly(consents.get(4), consents.get(3));
        assertThat(store().consents().ofLead("consents-ann", "consent-3", 9))
                .containsExactly(consents.get(2), consents.get(1), consents.get(0));
    }

    @Test
    void consentsAreDeletedWithTheirLead() {
        store().consents().record(new Consent("consents-ann", "consent-1", "form", NOON));

        store().leads().delete("consents-ann");
        store().leads().upsert(List.of(lead("consents-ann")));

        assertThat(store().consents().ofLead("consents-ann", null, 10)).isEmpty();
    }
}
