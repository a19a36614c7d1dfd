package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minicrm.lead.AttributeTypes;
import io.minicrm.lead.Attributes;
import io.minicrm.lead.CsvImport;
import io.minicrm.lead.ImportResult;
import io.minicrm.lead.Lead;
import io.minicrm.samples.Samples;
import io.minicrm.samples.SamplesRefusedException;
import io.minicrm.segment.Segment;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Samples in every store. */
public abstract class SamplesContract {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    /** An empty store. */
    protected abstract Store newStore();

    private Store store;

    @BeforeEach
    void open() {
        store = newStore();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void samplesAreStoredWithASegmentOfThemAndOnlyOnce() {
        Samples.Stored first = samples().store();
        Samples.Stored second = samples().store();

        assertThat(first.leads().imported()).isEqualTo(2_240);
        assertThat(store.audience()
                        .preview(first.segment().rule(), NOW.atZone(ZoneOffset.UTC), 1)
                        .count())
                .isEqualTo(602);
        ImportResult again = second.leads();
        assertThat(List.of(again.imported(), again.updated(), again.unchanged()))
                .containsExactly(0L, 0L, 2_240L);
        assertThat(store.leads().count()).isEqualTo(2_240);
    }

    @Test
    void aSegmentThatSomebodyHasChangedStays() {
        Segment segment = samples().store().segment();
        store.segments().save(new Segment(segment.id(), "Renamed", segment.rule(), NOW, NOW));

        assertThat(samples().store().segment().name()).isEqualTo("Renamed");
    }

    @Test
    void aLeadOfTheSameIdThatIsSomebodyElseIsNotReplaced() {
        Lead other = new Lead("cust-5524", "Ann", "ann@shop.example", null, false, Attributes.NONE, NOW);
        store.leads().upsert(List.of(other));

        assertThatThrownBy(() -> samples().store())
                .isInstanceOf(SamplesRefusedException.class)
                .hasMessageContaining("cust-5524");
        assertThat(store.leads().count()).isOne();
        assertThat(store.segments().list(null, 10)).isEmpty();
    }

    private Samples samples() {
        InstantSource clock = InstantSource.fixed(NOW);
        var types = new AttributeTypes(store.attributes(), store.leads());
        return new Samples(
                store.leads(), store.attributes(), new CsvImport(store.leads(), types, clock), store.segments(), clock);
    }
}
