package io.minicrm.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.minicrm.problem.FieldProblem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class ChunkerTest {

    private static final Instant NOW = Instant.parse("2025-09-12T05:54:37.507123Z");

    @Test
    void cuts150LeadsIntoThreeChunksOf50() {
        var leadIds = IntStream.rangeClosed(1, 150).mapToObj(i -> "lead-" + i).toList();

        List<Chunk> chunks = Chunker.chunk("campaign-123", leadIds, 50, NOW);

        assertThat(chunks).hasSize(3);
        assertThat(chunks.getLast().leadIds()).isEqualTo(leadIds.subList(100, 150));
        assertThat(chunks.getFirst().createdAt()).isEqualTo("2025-09-12T05:54:37.507Z");
        assertThat(chunks.getFirst().jobId()).startsWith("job-campaign-123-0-1757656477507-");
    }

    @Test
    void anEmptyAudienceMakesNoChunks() {
        assertThat(Chunker.chunk("campaign-1", List.of(), 50, NOW)).isEmpty();
    }

    @Test
    void blankAndRepeatedLeadIdsAreNamedByTheirPlace() {
        assertThatExceptionOfType(InvalidLeadIdsException.class)
                .isThrownBy(() -> Chunker.chunk("campaign-1", List.of("a", " ", "b", "a", ""), 50, NOW))
                .satisfies(e -> assertThat(e.problems())
                        .extracting(FieldProblem::toString)
                        .containsExactly(
                                "lead_ids[1] is empty; every lead has an id",
                                "lead_ids[3] repeats \"a\" of lead_ids[0]; a lead is in an audience once",
                                "lead_ids[4] is empty; every lead has an id"));
    }

    @Test
    void aHugeWrongAudienceIsReportedInShort() {
        assertThatExceptionOfType(InvalidLeadIdsException.class)
                .isThrownBy(() -> Chunker.chunk("campaign-1", Collections.nCopies(100_000, "a"), 50, NOW))
                .satisfies(e -> assertThat(e.problems()).hasSize(20));
    }

    @Test
    void aSizeOutsideItsRangeIsRefused() {
        assertThatExceptionOfType(InvalidChunkSizeException.class)
                .isThrownBy(() -> Chunker.chunk("campaign-1", List.of("a"), 0, NOW))
                .withMessage("chunk_size is 0; give a whole number from 1 to 200");
        assertThatExceptionOfType(InvalidChunkSizeException.class)
                .isThrownBy(() -> Chunker.chunk("campaign-1", List.of("a"), 201, NOW));
    }

    @Test
    void aPageWithABlankIdIsNotTakenAtAll() {
        var chunker = new Chunker("campaign-1", 2, InstantSource.fixed(NOW), new Random(1));

        assertThatExceptionOfType(InvalidLeadIdsException.class).isThrownBy(() -> chunker.add(List.of("a", "")));

        assertThat(chunker.finish()).isEmpty();
    }

    @Test
    void nothingIsTakenAfterTheEnd() {
        var chunker = new Chunker("campaign-1", 2, InstantSource.fixed(NOW), new Random(1));
        chunker.finish();

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> chunker.add(List.of("a")));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(chunker::finish);
    }

    @Test
    void twoPlansOfOneMillisecondHaveDifferentJobIds() {
        var ids = new ArrayList<String>();
        for (int plan = 0; plan < 100; plan++) {
            ids.add(Chunker.chunk("campaign-1", List.of("a"), 1, NOW).getFirst().jobId());
        }

        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void theFiguresKeepTheirCamelCaseNamesInSnakeCaseJson() {
        var json = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .build();

        assertThat(json.readTree(json.writeValueAsString(ChunkingStats.of(120, 50))))
                .isEqualTo(json.readTree("""
                        {"totalLeads": 120, "totalChunks": 3, "chunkSize": 50, "lastChunkSize": 20}"""));
    }
}
