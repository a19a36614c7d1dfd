package io.minicrm.access;

import io.minicrm.text.StoredText;

/**
 * Who somebody is at an identity provider. Only this pair identifies a person there: addresses and names change, and
 * are given to others.
 *
 * @param issuer the provider, as its tokens name it; without whitespace
 * @param subject the person, as the provider identifies it; not blank, at most {@value #MAX_SUBJECT_LENGTH} characters
 */
public record LinkedIdentity(String issuer, String subject) {

    /** The longest subject, in UTF-16 units, as OpenID Connect limits it. */
    public static final int MAX_SUBJECT_LENGTH = 255;

    /** The longest issuer, in UTF-16 units. */
    public static final int MAX_ISSUER_LENGTH = 1_000;

    /** The longest {@link #text}, in UTF-16 units. */
    public static final int MAX_LENGTH = MAX_ISSUER_LENGTH + 1 + MAX_SUBJECT_LENGTH;

    private static final char SEPARATOR = ' ';

    /**
     * @throws IllegalArgumentException if a value cannot be stored
     */
    public LinkedIdentity {
        if (issuer.isEmpty()
                || issuer.length() > MAX_ISSUER_LENGTH
                || issuer.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException(
                    "the issuer is empty, has whitespace, or has more than %d characters".formatted(MAX_ISSUER_LENGTH));
        }
        if (subject.isBlank() || subject.length() > MAX_SUBJECT_LENGTH || !StoredText.isWellFormed(subject)) {
            throw new IllegalArgumentException(
                    "the subject is blank, malformed, or has more than %d characters".formatted(MAX_SUBJECT_LENGTH));
        }
    }

    /** Both in one text, which is unique: an issuer has no spaces. */
    public String text() {
        return issuer + SEPARATOR + subject;
    }

    /**
     * The identity of a {@link #text}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static LinkedIdentity of(String text) {
        int end = text.indexOf(SEPARATOR);
        if (end < 0) {
            throw new IllegalArgumentException("an identity is an issuer and a subject, separated by a space");
        }
        return new LinkedIdentity(text.substring(0, end), text.substring(end + 1));
    }
}
