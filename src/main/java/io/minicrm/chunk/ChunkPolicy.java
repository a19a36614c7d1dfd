package io.minicrm.chunk;

/**
 * Decides how large chunks are. If a campaign does not set a size, it depends on the audience: small audiences get
 * small chunks, so that progress is visible, and large audiences get large chunks, so that fewer messages are needed.
 *
 * @param defaultSize the size for audiences of 51 to 500, 1 to {@code maxSize}
 * @param maxSize the largest size, given or chosen, 1 to {@value #LIMIT}
 */
public record ChunkPolicy(int defaultSize, int maxSize) {

    /** The largest chunk that any installation can allow. */
    public static final int LIMIT = 200;

    /** The policy of an installation without settings. */
    public static final ChunkPolicy DEFAULT = new ChunkPolicy(100, LIMIT);

    private static final String REQUEST_FIELD = "chunk_size";

    private static final int SMALL_AUDIENCE = 50;
    private static final int MEDIUM_AUDIENCE = 500;
    private static final int LARGE_AUDIENCE = 5_000;
    private static final int SMALL_AUDIENCE_SIZE = 50;
    private static final int LARGE_AUDIENCE_SIZE = 150;

    /**
     * @throws InvalidChunkSizeException if a size is outside its range
     */
    public ChunkPolicy {
        checkRange("maxSize", maxSize, LIMIT);
        checkRange("defaultSize", defaultSize, maxSize);
    }

    /**
     * The size for a campaign that does not set one.
     *
     * @param audience the number of leads, 0 or more
     */
    public int sizeFor(long audience) {
        if (audience < 0) {
            throw new IllegalArgumentException("audience is %d; it cannot be negative".formatted(audience));
        }
        int size = maxSize;
        if (audience <= SMALL_AUDIENCE) {
            size = SMALL_AUDIENCE_SIZE;
        } else if (audience <= MEDIUM_AUDIENCE) {
            size = defaultSize;
        } else if (audience <= LARGE_AUDIENCE) {
            size = LARGE_AUDIENCE_SIZE;
        }
        return Math.min(size, maxSize);
    }

    /**
     * Checks the size that a campaign sets.
     *
     * @return the size
     * @throws InvalidChunkSizeException if it is not from 1 to {@code maxSize}
     */
    public int check(int requested) {
        checkRange(REQUEST_FIELD, requested, maxSize);
        return requested;
    }

    private static void checkRange(String field, int value, int max) {
        if (value < 1 || value > max) {
            throw new InvalidChunkSizeException(field, "is %d; give a whole number from 1 to %d".formatted(value, max));
        }
    }
}
