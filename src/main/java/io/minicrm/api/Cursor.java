package io.minicrm.api;

import io.minicrm.text.StoredText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Where a list continues: the last id of the part before, in a form that nobody is tempted to build by hand. */
final class Cursor {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private Cursor() {}

    /** The cursor of the part that begins after that id. */
    static String after(String lastId) {
        return ENCODER.encodeToString(lastId.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The id that the cursor stands for.
     *
     * @throws InvalidRequestException when it is no cursor of ours
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
        } catch (IllegalArgumentException | CharacterCodingException notOurs) {
            // Told below, with the other ways of not being ours.
        }
        throw InvalidRequestException.of("cursor", "is not a cursor of this list; pass on next_cursor as it came");
    }
}
