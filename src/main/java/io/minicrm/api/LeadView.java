package io.minicrm.api;

import io.minicrm.lead.Lead;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A lead as the API shows it; {@link Lead} describes the fields. */
record LeadView(
        String id,
        @Nullable String name,
        @Nullable String email,
        @Nullable String phone,
        boolean unsubscribed,
        Map<String, Object> attributes,
        Instant createdAt) {

    static LeadView of(Lead lead) {
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
