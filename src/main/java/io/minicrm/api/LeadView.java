package io.minicrm.api;

import io.minicrm.lead.Lead;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A lead as the API shows it; {@link Lead} describes the fields. A caller without the scope {@code pii:read} sees which
 * values there are, and not the values.
 */
record LeadView(
        String id,
        @Nullable String name,
        @Nullable String email,
        @Nullable String phone,
        boolean unsubscribed,
        Map<String, Object> attributes,
        Instant createdAt) {

    static LeadView of(Lead lead) {
        return PersonalData.isVisible() ? whole(lead) : masked(lead);
    }

    private static LeadView masked(Lead lead) {
        Map<String, Object> attributes = new TreeMap<>();
        lead.attributes().values().keySet().forEach(name -> attributes.put(name, PersonalData.MASK));
        return new LeadView(
                lead.id(),
                lead.name() == null ? null : PersonalData.MASK,
                lead.email() == null ? null : PersonalData.MASK,
                lead.phone() == null ? null : PersonalData.MASK,
                lead.unsubscribed(),
                attributes,
                lead.createdAt());
    }

    private static LeadView whole(Lead lead) {
        return new LeadView(
                lead.id(),
                lead.name(),
                lead.email(),
                lead.phone(),
                lead.unsubscribed(),
                lead.attributes().values(),
                lead.createdAt());
    }

    static List<LeadView> all(List<Lead> leads) {
        return leads.stream().map(LeadView::of).toList();
    }
}
