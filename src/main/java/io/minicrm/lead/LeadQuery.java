package io.minicrm.lead;

import org.jspecify.annotations.Nullable;

/**
 * A page of a list of leads.
 *
 * @param text selects leads whose id, name, email or phone contains it, ignoring case; null for all
 * @param after where the previous page ended; null for the first page
 * @param limit the longest page, 1 or more
 */
public record LeadQuery(
        @Nullable String text, LeadSort sort, @Nullable LeadPosition after, int limit) {}
