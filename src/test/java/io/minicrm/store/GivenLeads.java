package io.minicrm.store;

import io.minicrm.lead.Attributes;
import io.minicrm.lead.Lead;
import io.minicrm.lead.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Leads for the tests of their stores. */
final class GivenLeads {

    static final Instant FIRST = Instant.parse("2026-01-02T03:04:05.678Z");
    static final Instant LATER = Instant.parse("2026-05-06T07:08:09.012Z");

    private GivenLeads() {}

    static List<Integer> counts(Stored stored) {
        return List.of(stored.imported(), stored.updated(), stored.unchanged());
    }

    static Lead lead(String id) {
        return new Lead(id, null, null, null, false, Attributes.NONE, FIRST);
    }

    static Lead named(String id, String name) {
        return new Lead(id, name, null, null, false, Attributes.NONE, FIRST);
    }

    static Lead with(String id, Map<String, ?> attributes) {
        return new Lead(id, null, null, null, false, Attributes.of(attributes), FIRST);
    }
}
