package io.minicrm.consent;

import io.minicrm.lead.Lead;
import io.minicrm.text.Blank;
import io.minicrm.text.StoredText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The statement that a lead agreed to be contacted.
 *
 * @param leadId the lead
 * @param id identifies the consent; ids sort by time
 * @param source where the lead agreed, such as {@code newsletter form}: not blank
 * @param at when it was recorded, to the millisecond
 */
public record Consent(String leadId, String id, String source, Instant at) {

    /** The longest source, in UTF-16 units. */
    public static final int MAX_SOURCE_LENGTH = 1_000;

    /**
     * @throws InvalidConsentException if the source is blank, too long or not well-formed
     */
    public Consent {
        Lead.checkId(leadId);
        source = Blank.strip(source);
        if (source.isEmpty()) {
            throw new InvalidConsentException("source", "is empty; say where the lead agreed, such as newsletter form");
        }
        if (source.length() > MAX_SOURCE_LENGTH) {
            throw new InvalidConsentException(
                    "source", "has %d characters; the limit is %d".formatted(source.length(), MAX_SOURCE_LENGTH));
        }
        if (!StoredText.isWellFormed(source)) {
            throw new InvalidConsentException("source", "contains a NUL character or an unpaired surrogate; remove it");
        }
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }
}
