package io.minicrm.consent;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stored consents. Thread-safe; every method is safe to repeat. They are deleted with their lead.
 *
 * <p>Methods throw an unchecked exception if the store cannot be reached.
 */
public interface Consents {

    /**
     * Stores a consent and takes back the opt-out of its lead. After a crash in between, the consent is stored and the
     * lead is still opted out.
     *
     * @return false if there is no such lead; nothing is stored then
     */
    boolean record(Consent consent);

    /**
     * A page of the consents of a lead, newest first.
     *
     * @param afterId the last id of the previous page; null for the first page
     * @param limit the longest page, 1 or more
     */
    List<Consent> ofLead(String leadId, @Nullable String afterId, int limit);
}
