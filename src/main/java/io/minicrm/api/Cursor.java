package io.minicrm.api;

import io.minicrm.text.StoredText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a list continues: the last id of the previous page, encoded so that clients do not build cursors themselves.
 */
final class Cursor {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

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
            String id = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (!id.isEmpty() && StoredText.isWellFormed(id) && after(id).equals(cursor)) {
                return id;
            }
        } catch (IllegalArgumentException | CharacterCodingException invalid) {
            // Reported below, together with other invalid texts.
        }
        throw InvalidRequestException.of("cursor", "is not a cursor of this list; pass next_cursor unchanged");
    }
}
