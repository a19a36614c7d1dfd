package io.minicrm.mongodb;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.minicrm.campaign.CampaignPhase;
import io.minicrm.campaign.CampaignPosition;
import io.minicrm.campaign.CampaignQuery;
import io.minicrm.campaign.CampaignSort;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bson.conversions.Bson;

/** The conditions and the order of a list of campaigns. */
final class CampaignListFilter {

    private CampaignListFilter() {}

    static Bson order(CampaignSort sort) {
        List<String> fields = sort.isByName() ? List.of("name", "_id") : List.of("_id");
        return sort.isDescending() ? Sorts.descending(fields) : Sorts.ascending(fields);
    }

    static Bson of(CampaignQuery query) {
        List<Bson> conditions = new ArrayList<>();
        Set<CampaignPhase> phases = query.filter().phases();
        if (!phases.isEmpty()) {
            conditions.add(Filters.or(
                    phases.stream().map(phase -> is(phase, query.now())).toList()));
        }
        String segment = query.filter().segmentId();
        if (segment != null) {
            conditions.add(Filters.eq("segment_id", segment));
        }
        String text = query.filter().text();
        if (text != null) {
            String pattern = RegexText.quoted(text);
            conditions.add(Filters.or(Filters.regex("name", pattern, "i"), Filters.regex("_id", pattern, "i")));
        }
        CampaignPosition after = query.after();
        if (after != null) {
            conditions.add(beyond(query.sort(), after));
        }
        return conditions.isEmpty() ? Filters.empty() : Filters.and(conditions);
    }

    private static Bson beyond(CampaignSort sort, CampaignPosition after) {
        Bson beyondId = sort.isDescending() ? Filters.lt("_id", after.id()) : Filters.gt("_id", after.id());
        if (!sort.isByName()) {
            return beyondId;
        }
        // The first condition bounds the scan of the index, and the second one leaves out what is before the id.
        String name = after.name();
        return sort.isDescending()
                ? Filters.and(Filters.lte("name", name), Filters.or(Filters.lt("name", name), beyondId))
                : Filters.and(Filters.gte("name", name), Filters.or(Filters.gt("name", name), beyondId));
    }

    /** As {@link CampaignPhase#of} has it. */
    private static Bson is(CampaignPhase phase, Instant now) {
        Bson isQueued = Filters.eq("status", "queued");
        Bson isEarly = Filters.gt("scheduled_at", now);
        Bson freezesAtStart = Filters.eq("audience_time", "at_start");
        return switch (phase) {
            case PLANNING ->
                Filters.and(
                        isQueued, Filters.eq("planned_at", null), Filters.nor(Filters.and(freezesAtStart, isEarly)));
            case SCHEDULED ->
                Filters.and(isQueued, isEarly, Filters.or(Filters.ne("planned_at", null), freezesAtStart));
            case QUEUED -> Filters.and(isQueued, Filters.ne("planned_at", null), Filters.nor(isEarly));
            case RUNNING, PAUSED, COMPLETED, CANCELLED -> Filters.eq("status", phase.code());
        };
    }
}
