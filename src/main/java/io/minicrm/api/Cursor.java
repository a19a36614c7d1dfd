package io.minicrm.api;

import io.minicrm.problem.InputFault;
import io.minicrm.text.StoredText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a list continues: the last id of the previous page, or what else the list is sorted by, encoded so that clients
 * do not build cursors themselves.
 */
final class Cursor {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private static final int MAX_LENGTH = 6_000;
    private static final String UNKNOWN = "is not a cursor of this list; pass next_cursor unchanged";

    private Cursor() {}

    /** The cursor of the page that begins after that id. */
    static String after(String lastId) {
        return ENCODER.encodeToString(lastId.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The id in a cursor.
     *
     * @throws InvalidRequestException if the text is not a cursor of this API
     */
    static String read(String cursor) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (cursor.indexOf('=') < 0 && cursor.length() <= MAX_LENGTH) {
                // Bytes that no cursor of a list has name a position all the same: that where they would be.
                return StoredText.cleaned(new String(bytes, StandardCharsets.UTF_8), MAX_LENGTH);
            }
        } catch (IllegalArgumentException invalid) {
            // Reported below, together with other invalid texts.
        }
        throw InvalidRequestException.of("cursor", UNKNOWN);
    }

    /**
     * The refusal of a cursor of another list. By itself it is well-formed; it contradicts the list that it is given
     * to.
     */
    static InvalidRequestException ofAnotherList() {
        return ofAnotherList(UNKNOWN);
    }

    /** @param problem what is known of the other list */
    static InvalidRequestException ofAnotherList(String problem) {
        return InvalidRequestException.of(InputFault.CONFLICT, "cursor", problem);
    }
}
