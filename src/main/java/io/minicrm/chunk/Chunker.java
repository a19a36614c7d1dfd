package io.minicrm.chunk;

import io.minicrm.problem.FieldProblem;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Divides the audience of a campaign into chunks. The order is kept, every chunk except the last is full, and no lead
 * is lost or repeated.
 *
 * <p>{@link #chunk} divides a whole audience. An instance divides an audience that arrives in pages, and keeps less
 * than one chunk in memory, so that audiences of any size can be divided. The chunks do not depend on the sizes of the
 * pages. With a size of 3:
 *
 * <pre>{@code
 * add([a, b])           returns []                        keeps [a, b]
 * add([c, d, e, f, g])  returns [[a, b, c], [d, e, f]]    keeps [g]
 * finish()              returns [g]
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class Chunker {

    static final int MAX_PROBLEMS = 20;

    private static final int SUFFIX_LENGTH = 6;
    private static final int SUFFIX_RADIX = 36;
    private static final long SUFFIXES = 2_176_782_336L; // 36 to the 6th

    private final String campaignId;
    private final int size;
    private final InstantSource clock;
    private final RandomGenerator random;

    private final List<String> pending;
    private int index;
    private boolean finished;

    /**
     * @param campaignId the campaign, not blank
     * @param size leads per chunk, 1 to {@link ChunkPolicy#LIMIT}
     * @param clock the creation time of chunks
     * @param random the random part of job ids
     * @throws InvalidChunkSizeException if the size is outside its range
     */
    public Chunker(String campaignId, int size, InstantSource clock, RandomGenerator random) {
        if (campaignId.isBlank()) {
            throw new IllegalArgumentException("campaign_id is empty; chunks belong to a campaign");
        }
        this.campaignId = campaignId;
        this.size = new ChunkPolicy(1, ChunkPolicy.LIMIT).check(size);
        this.clock = clock;
        this.random = random;
        this.pending = new ArrayList<>(size);
    }

    /**
     * Divides a whole audience.
     *
     * @param leadIds the audience, in sending order; an empty audience has no chunks
     * @param now the creation time of the chunks
     * @throws InvalidLeadIdsException if an id is blank or repeated
     * @throws InvalidChunkSizeException if the size is outside its range
     */
    public static List<Chunk> chunk(String campaignId, List<String> leadIds, int size, Instant now) {
        checkDistinct(leadIds);
        var chunker = new Chunker(campaignId, size, InstantSource.fixed(now), ThreadLocalRandom.current());
        var chunks = new ArrayList<>(chunker.add(leadIds));
        chunker.finish().ifPresent(chunks::add);
        return List.copyOf(chunks);
    }

    /**
     * Adds the next page of the audience. The caller ensures that no id is repeated across pages.
     *
     * @return the chunks that are now full
     * @throws InvalidLeadIdsException if an id is blank; nothing of the page is added
     * @throws IllegalStateException after {@link #finish}
     */
    public List<Chunk> add(List<String> leadIds) {
        checkOpen();
        checkNotBlank(leadIds);
        var full = new ArrayList<Chunk>();
        for (String id : leadIds) {
            pending.add(id);
            if (pending.size() == size) {
                full.add(nextChunk());
            }
        }
        return full;
    }

    /**
     * Ends the audience.
     *
     * @return the last chunk, if any leads are left
     * @throws IllegalStateException if the audience has ended before
     */
    public Optional<Chunk> finish() {
        checkOpen();
        finished = true;
        return pending.isEmpty() ? Optional.empty() : Optional.of(nextChunk());
    }

    private Chunk nextChunk() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var chunk = new Chunk(jobId(now), campaignId, index, pending, now);
        pending.clear();
        index++;
        return chunk;
    }

    private String jobId(Instant now) {
        // The index distinguishes the jobs of one plan; the suffix distinguishes two plans that started in the same
        // millisecond.
        String suffix = Long.toString(random.nextLong(SUFFIXES), SUFFIX_RADIX);
        return "job-" + campaignId + "-" + index + "-" + now.toEpochMilli() + "-"
                + "0".repeat(SUFFIX_LENGTH - suffix.length()) + suffix;
    }

    private void checkOpen() {
        if (finished) {
            throw new IllegalStateException("The audience of %s has ended; use a new Chunker".formatted(campaignId));
        }
    }

    private static FieldProblem blank(int position) {
        return problem(position, "is empty; every lead has an id");
    }

    private static FieldProblem problem(int position, String message) {
        return new FieldProblem("lead_ids[%d]".formatted(position), message);
    }

    private static void checkNotBlank(List<String> leadIds) {
        var problems = new ArrayList<FieldProblem>();
        for (int i = 0; i < leadIds.size() && problems.size() < MAX_PROBLEMS; i++) {
            if (leadIds.get(i).isBlank()) {
                problems.add(blank(i));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidLeadIdsException(problems);
        }
    }

    private static void checkDistinct(List<String> leadIds) {
        var problems = new ArrayList<FieldProblem>();
        var places = HashMap.<String, Integer>newHashMap(leadIds.size());
        for (int i = 0; i < leadIds.size() && problems.size() < MAX_PROBLEMS; i++) {
            String id = leadIds.get(i);
            if (id.isBlank()) {
                problems.add(blank(i));
                continue;
            }
            Integer first = places.putIfAbsent(id, i);
            if (first != null) {
                problems.add(problem(
                        i, "repeats \"%s\" of lead_ids[%d]; a lead is in an audience once".formatted(id, first)));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidLeadIdsException(problems);
        }
    }
}
