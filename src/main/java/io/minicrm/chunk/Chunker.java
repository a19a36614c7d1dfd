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
 * Cuts a campaign's audience into chunks: order is kept, every chunk but the last is full, nothing is lost or repeated.
 *
 * <p>{@link #chunk} takes the whole audience at once. An instance takes it page by page, as large as it may be, and holds less
 * than one chunk of it; however the pages fall, the chunks hold the same leads. An instance is for one thread.
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
     * @param campaignId the campaign that is cut, not blank
     * @param size leads a chunk, 1 to {@link ChunkPolicy#LIMIT}
     * @param clock tells when each chunk was cut
     * @param random makes the last part of job ids
     * @throws InvalidChunkSizeException when the size is outside its range
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
     * Cuts a whole audience.
     *
     * @param leadIds the audience, in the order in which it is to be sent; none gives no chunks
     * @param now when the chunks are cut
     * @throws InvalidLeadIdsException when an id is blank or comes twice
     * @throws InvalidChunkSizeException when the size is outside its range
     */
    public static List<Chunk> chunk(String campaignId, List<String> leadIds, int size, Instant now) {
        checkDistinct(leadIds);
        var chunker = new Chunker(campaignId, size, InstantSource.fixed(now), ThreadLocalRandom.current());
        var chunks = new ArrayList<>(chunker.add(leadIds));
        chunker.finish().ifPresent(chunks::add);
        return List.copyOf(chunks);
    }

    /**
     * Takes the next leads of the audience. That no id comes twice over all pages is the caller's to see to.
     *
     * @return the chunks that are full now
     * @throws InvalidLeadIdsException when an id is blank; nothing of the page is taken then
     * @throws IllegalStateException after {@link #finish}
     */
    public List<Chunk> add(List<String> leadIds) {
        checkOpen();
        checkNotBlank(leadIds);
        var full = new ArrayList<Chunk>();
        for (String id : leadIds) {
            pending.add(id);
            if (pending.size() == size) {
                full.add(cut());
            }
        }
        return full;
    }

    /**
     * Ends the audience.
     *
     * @return the last chunk, if any leads are left for one
     * @throws IllegalStateException when it was ended before
     */
    public Optional<Chunk> finish() {
        checkOpen();
        finished = true;
        return pending.isEmpty() ? Optional.empty() : Optional.of(cut());
    }

    private Chunk cut() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var chunk = new Chunk(jobId(now), campaignId, index, pending, now);
        pending.clear();
        index++;
        return chunk;
    }

    private String jobId(Instant now) {
        // The index keeps the ids of one plan apart; the suffix those of two plans begun within one millisecond.
        String suffix = Long.toString(random.nextLong(SUFFIXES), SUFFIX_RADIX);
        return "job-" + campaignId + "-" + index + "-" + now.toEpochMilli() + "-"
                + "0".repeat(SUFFIX_LENGTH - suffix.length()) + suffix;
    }

    private void checkOpen() {
        if (finished) {
            throw new IllegalStateException("The audience of %s has ended; begin a new Chunker".formatted(campaignId));
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
