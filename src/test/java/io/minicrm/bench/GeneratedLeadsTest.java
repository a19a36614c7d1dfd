package io.minicrm.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.minicrm.lead.Lead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GeneratedLeadsTest {

    private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    private Path folder;

    @Test
    void aSeedGivesTheSameLeadsWhicheverAreAskedFor() throws IOException {
        Path whole = folder.resolve("whole.csv");
        Path part = folder.resolve("part.csv");
        leads(7).writeCsv(whole, 0, 100);
        leads(7).writeCsv(part, 90, 100);

        List<String> lines = Files.readAllLines(whole);
        assertThat(Files.readAllLines(part).subList(1, 11)).isEqualTo(lines.subList(91, 101));
        leads(8).writeCsv(part, 90, 100);
        assertThat(Files.readAllLines(part).subList(1, 11)).doesNotContainAnyElementsOf(lines.subList(91, 101));
    }

    @Test
    void csvAndCopyHoldTheLeadsThatAreGivenInMemory() throws IOException {
        Path csv = folder.resolve("leads.csv");
        Path copy = folder.resolve("leads.copy");
        leads(1).writeCsv(csv, 0, 1_000);
        leads(1).writeCopy(copy, 0, 1_000);

        List<String> csvLines = Files.readAllLines(csv);
        List<String> copyLines = Files.readAllLines(copy);
        assertThat(csvLines.getFirst()).isEqualTo(GeneratedLeads.CSV_HEADER);
        assertThat(csvLines).hasSize(1_001);
        assertThat(copyLines).hasSize(1_000);
        for (int place = 0; place < 1_000; place++) {
            Lead lead = leads(1).lead(place);
            assertThat(csvLines.get(place + 1)).isEqualTo(csv(lead));
            String[] columns = copyLines.get(place).split("\t", -1);
            assertThat(columns[0]).isEqualTo(lead.id());
            assertThat(columns[2]).isEqualTo(Objects.requireNonNullElse(lead.email(), "\\N"));
            JsonNode attributes = JsonMapper.shared().readTree(columns[5]);
            assertThat(attributes.size()).isEqualTo(lead.attributes().values().size());
            lead.attributes()
                    .values()
                    .forEach((name, value) ->
                            assertThat(attributes.get(name).asString()).isEqualTo(value.toString()));
        }
    }

    @Test
    void someHaveUnsubscribedAndSomeHaveNoAddress() {
        List<Lead> leads = IntStream.range(0, 10_000).mapToObj(leads(1)::lead).toList();

        assertThat(leads.stream().filter(Lead::unsubscribed).count()).isBetween(50L, 150L);
        assertThat(leads.stream()
                        .filter(lead -> lead.email() == null && lead.phone() == null)
                        .count())
                .isBetween(50L, 150L);
        assertThat(leads).isSortedAccordingTo(Comparator.comparing(Lead::id));
    }

    private static GeneratedLeads leads(long seed) {
        return new GeneratedLeads(seed, LocalDate.of(2026, 1, 1), CREATED);
    }

    private static String csv(Lead lead) {
        Map<String, Object> attributes = lead.attributes().values();
        return String.join(
                ",",
                lead.id(),
                lead.name(),
                Objects.requireNonNullElse(lead.email(), ""),
                Objects.requireNonNullElse(lead.phone(), ""),
                String.valueOf(lead.unsubscribed()),
                attributes.get("country").toString(),
                attributes.get("plan").toString(),
                attributes.get("total_spend").toString(),
                attributes.get("visits").toString(),
                attributes.get("newsletter").toString(),
                attributes.get("last_purchase").toString());
    }
}
