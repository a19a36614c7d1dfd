package io.minicrm.chunk;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides how large chunks are. If a campaign does not set a size, it depends on the audience: small audiences get small chunks, so that
 * progress is visible, and large audiences get large chunks, so that fewer messages are needed.
 *
 * @param defaultSize the size for audiences of 51 to 500, 1 to {@code maxSize}
 * @param maxSize the largest size, given or chosen, 1 to {@value #LIMIT}
 */
public record ChunkPolicy(int defaultSize, int maxSize) {

    /** The largest chunk that any installation can allow. */
    public static final int LIMIT = 200;

    /** The policy of an installation without settings. */
    public static final ChunkPolicy DEFAULT = new ChunkPolicy(100, LIMIT);

    private static final String DEFAULT_VARIABLE = "CHUNK_SIZE";
    private static final String MAX_VARIABLE = "MAX_CHUNK_SIZE";
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
        checkRange(MAX_VARIABLE, String.valueOf(maxSize), maxSize, LIMIT, "");
        checkRange(DEFAULT_VARIABLE, String.valueOf(defaultSize), defaultSize, maxSize, " (" + MAX_VARIABLE + ")");
    }

    /**
     * The policy of {@code CHUNK_SIZE} and {@code MAX_CHUNK_SIZE}; a variable that is absent or blank has its default (a
     * default size above a lowered maximum is lowered with it).
     *
     * @throws InvalidChunkSizeException when a value is no whole number or outside its range, naming variable, value and mend
     */
    public static ChunkPolicy fromEnvironment(Map<String, String> environment) {
        int max = read(environment.get(MAX_VARIABLE), MAX_VARIABLE, DEFAULT.maxSize, LIMIT, "");
        int size = read(
                environment.get(DEFAULT_VARIABLE),
                DEFAULT_VARIABLE,
                Math.min(DEFAULT.defaultSize, max),
                max,
                " (" + MAX_VARIABLE + ")");
        return new ChunkPolicy(size, max);
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
        checkRange(REQUEST_FIELD, String.valueOf(requested), requested, maxSize, "");
        return requested;
    }

    private static int read(@Nullable String text, String variable, int absent, int max, String maxName) {
        if (text == null || text.isBlank()) {
            return absent;
        }
        int value;
        try {
            value = Integer.parseInt(text.strip());
        } catch (NumberFormatException notANumber) {
            throw outOfRange(variable, text, max, maxName);
        }
        checkRange(variable, text, value, max, maxName);
        return value;
    }

    private static void checkRange(String field, String shown, int value, int max, String maxName) {
        if (value < 1 || value > max) {
            throw outOfRange(field, shown, max, maxName);
        }
    }

    private static InvalidChunkSizeException outOfRange(String field, String shown, int max, String maxName) {
        return new InvalidChunkSizeException(
                field, "is %s; give a whole number from 1 to %d%s".formatted(shown, max, maxName));
    }
}
