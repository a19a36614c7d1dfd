package io.minicrm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.lead.AttributeTypes;
import io.minicrm.lead.CsvImport;
import io.minicrm.lead.CsvMapping;
import io.minicrm.lead.ImportResult;
import io.minicrm.lead.InMemoryAttributes;
import io.minicrm.lead.Lead;
import io.minicrm.lead.Leads;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** Importing a large file of leads. */
public abstract class ImportContract {

    private static final int LEADS = 100_000;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.678Z"));

    /** The leads under test, none at first. */
    protected abstract Leads leads();

    @Test
    void aHundredThousandLeadsAreImportedAndImportedAgain() {
        assertTotals(imported(), LEADS, 0);
        assertThat(leads().count()).isEqualTo(LEADS);

        assertTotals(imported(), 0, LEADS);
        assertThat(leads().count()).isEqualTo(LEADS);
        assertThat(leads().list(null, "lead-099997", 10))
                .extracting(Lead::id)
                .containsExactly("lead-099998", "lead-099999");
        assertThat(leads().attributeTypes()).containsOnlyKeys("country", "total_spend", "joined");
    }

    private ImportResult imported() {
        var csv = new StringBuilder("id,name,country,total_spend,joined\n");
        for (int i = 0; i < LEADS; i++) {
            csv.append("lead-%06d,Lead %d,%s,%d.5,2026-01-%02d%n"
                    .formatted(i, i, i % 3 == 0 ? "DE" : "IN", i, i % 28 + 1));
        }
        return new CsvImport(leads(), new AttributeTypes(new InMemoryAttributes(), leads()), CLOCK)
                .run(new ByteArrayInputStream(csv.toString().getBytes(StandardCharsets.UTF_8)), CsvMapping.DEFAULT);
    }

    private static void assertTotals(ImportResult result, long imported, long unchanged) {
        assertThat(result.rows()).isEqualTo(LEADS);
        assertThat(result.imported()).isEqualTo(imported);
        assertThat(result.unchanged()).isEqualTo(unchanged);
        assertThat(result.updated() + result.rejected() + result.unread()).isZero();
        assertThat(result.errors()).isEmpty();
    }
}
