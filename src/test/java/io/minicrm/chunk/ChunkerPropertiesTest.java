package io.minicrm.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.UniqueElements;

class ChunkerPropertiesTest {

    private static final Instant NOW = Instant.parse("2025-09-12T05:54:37.507Z");

    @Property(tries = 300)
    void noChunkExceedsItsSizeAndOnlyTheLastIsSmaller(
            @ForAll @IntRange(max = 2_000) int leads, @ForAll @IntRange(min = 1, max = 200) int size) {
        List<Chunk> chunks = Chunker.chunk("campaign-1", ids(leads), size, NOW);

        for (int i = 0; i < chunks.size(); i++) {
            int held = chunks.get(i).leadIds().size();
            assertThat(held).isLessThanOrEqualTo(size);
            if (i < chunks.size() - 1) {
                assertThat(held).isEqualTo(size);
            }
        }
    }

    @Property(tries = 300)
    void orderIsKeptAndNothingIsLostOrRepeated(
            @ForAll @UniqueElements @Size(max = 300) List<@AlphaChars @StringLength(min = 1, max = 6) String> leadIds,
            @ForAll @IntRange(min = 1, max = 200) int size) {
        List<Chunk> chunks = Chunker.chunk("campaign-1", leadIds, size, NOW);

        assertThat(chunks.stream().flatMap(chunk -> chunk.leadIds().stream())).containsExactlyElementsOf(leadIds);
        assertThat(chunks.stream().map(Chunk::index))
                .containsExactlyElementsOf(
                        IntStream.range(0, chunks.size()).boxed().toList());
    }

    @Property(tries = 300)
    void pagesGiveTheSameChunksAsTheWholeHoweverTheyFall(
            @ForAll @IntRange(max = 1_500) int leads,
            @ForAll @IntRange(min = 1, max = 200) int size,
            @ForAll @Size(max = 20) List<@IntRange(max = 400) Integer> pages,
            @ForAll long seed) {
        var audience = ids(leads);
        var whole = new Chunker("campaign-1", size, InstantSource.fixed(NOW), new Random(seed));
        var expected = new ArrayList<>(whole.add(audience));
        whole.finish().ifPresent(expected::add);

        var paged = new Chunker("campaign-1", size, InstantSource.fixed(NOW), new Random(seed));
        var chunks = new ArrayList<Chunk>();
        int from = 0;
        for (int page : pages) {
            int to = Math.min(from + page, leads);
            chunks.addAll(paged.add(audience.subList(from, to)));
            from = to;
        }
        chunks.addAll(paged.add(audience.subList(from, leads)));
        paged.finish().ifPresent(chunks::add);

        assertThat(chunks).isEqualTo(expected);
    }

    @Property(tries = 200)
    void jobIdsAreUniqueAndOfTheGivenForm(
            @ForAll @IntRange(max = 2_000) int leads,
            @ForAll @IntRange(min = 1, max = 200) int size,
            @ForAll @LongRange(min = 0, max = 4_102_444_800_000L) long millis) {
        List<Chunk> chunks = Chunker.chunk("campaign-123", ids(leads), size, Instant.ofEpochMilli(millis));

        assertThat(chunks).extracting(Chunk::jobId).doesNotHaveDuplicates();
        assertThat(chunks)
                .allSatisfy(chunk -> assertThat(chunk.jobId())
                        .matches("job-campaign-123-%d-%d-[0-9a-z]{6}".formatted(chunk.index(), millis)));
    }

    @Property
    void theFiguresAreThoseOfTheChunks(
            @ForAll @IntRange(max = 2_000) int leads, @ForAll @IntRange(min = 1, max = 200) int size) {
        List<Chunk> chunks = Chunker.chunk("campaign-1", ids(leads), size, NOW);

        var stats = ChunkingStats.of(leads, size);

        assertThat(stats.totalChunks()).isEqualTo(chunks.size());
        assertThat(stats.lastChunkSize())
                .isEqualTo(chunks.isEmpty() ? 0 : chunks.getLast().leadIds().size());
    }

    private static List<String> ids(int count) {
        return IntStream.range(0, count).mapToObj(i -> "lead-" + i).toList();
    }
}
