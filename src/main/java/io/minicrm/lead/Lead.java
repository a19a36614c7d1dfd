package io.minicrm.lead;

import io.minicrm.text.Blank;
import io.minicrm.text.StoredText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A person that a campaign can reach.
 *
 * @param id 1 to 128 characters, chosen by the client or generated; the key of every upsert
 * @param name the name for templates; null if unknown, also if it was given as a blank text
 * @param email the e-mail address; null if unknown or blank
 * @param phone the phone number; null if unknown or blank
 * @param unsubscribed whether the lead must not be contacted; such leads end as {@code skipped}
 * @param attributes all other data, by name
 * @param createdAt when the lead was first stored, to the millisecond; an upsert keeps the first value
 */
public record Lead(
        String id,
        @Nullable String name,
        @Nullable String email,
        @Nullable String phone,
        boolean unsubscribed,
        Attributes attributes,
        Instant createdAt) {

    /** The longest id, in UTF-16 units. */
    public static final int MAX_ID_LENGTH = 128;

    /** The longest name, email or phone, in UTF-16 units. */
    public static final int MAX_TEXT_LENGTH = 1_000;

    /**
     * @throws InvalidLeadException if a value exceeds its limits
     */
    public Lead {
        checkId(id);
        name = text("name", name);
        email = text("email", email);
        phone = text("phone", phone);
        createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Checks that a text can be the id of a lead: not blank, at most {@value #MAX_ID_LENGTH} characters, no control
     * characters.
     *
     * @throws InvalidLeadException if it cannot
     */
    public static void checkId(String id) {
        if (Blank.is(id)) {
            throw new InvalidLeadException("id", "is empty; give every lead an id of its own");
        }
        if (id.length() > MAX_ID_LENGTH) {
            throw new InvalidLeadException(
                    "id", "has %d characters; the limit is %d".formatted(id.length(), MAX_ID_LENGTH));
        }
        if (hasControlCharacters(id) || !StoredText.isWellFormed(id)) {
            throw new InvalidLeadException(
                    "id", "contains control characters or unpaired surrogates; use printable text");
        }
    }

    private static boolean hasControlCharacters(String id) {
        for (int i = 0; i < id.length(); i++) {
            if (Character.isISOControl(id.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** A blank text is none: an address that nobody can see is not an address. */
    private static @Nullable String text(String field, @Nullable String text) {
        checkText(field, text);
        return text == null || Blank.is(text) ? null : text;
    }

    static void checkText(String field, @Nullable String text) {
        if (text == null) {
            return;
        }
        if (text.length() > MAX_TEXT_LENGTH) {
            throw new InvalidLeadException(
                    field, "has %d characters; the limit is %d".formatted(text.length(), MAX_TEXT_LENGTH));
        }
        if (!StoredText.isWellFormed(text)) {
            throw new InvalidLeadException(field, "contains a NUL character or an unpaired surrogate; remove it");
        }
    }
}
