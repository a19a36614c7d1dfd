package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.minicrm.campaign.SegmentUses;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/** Reads the campaigns of segments from the collection {@code campaigns}. */
final class MongoSegmentUses implements SegmentUses {

    private final MongoCollection<Document> campaigns;

    MongoSegmentUses(MongoDatabase database) {
        this.campaigns = database.getCollection(CampaignDocument.COLLECTION);
    }

    @Override
    public Map<String, Uses> of(Collection<String> segmentIds, int maxLast) {
        Map<String, Long> counts = new HashMap<>();
        Map<String, List<Use>> last = new HashMap<>();
        campaigns
                .find(Filters.in("segment_id", segmentIds))
                .sort(Sorts.descending("_id"))
                .projection(Projections.include("segment_id", "name", "created_at"))
                .forEach(campaign -> {
                    String segment = campaign.getString("segment_id");
                    counts.merge(segment, 1L, Long::sum);
                    List<Use> named = last.computeIfAbsent(segment, _ -> new ArrayList<>());
                    if (named.size() < maxLast) {
                        named.add(new Use(
                                campaign.getString("_id"),
                                campaign.getString("name"),
                                DocumentFields.instant(campaign, "created_at")));
                    }
                });
        Map<String, Uses> uses = new HashMap<>();
        counts.forEach((segment, count) -> uses.put(segment, new Uses(count, last.getOrDefault(segment, List.of()))));
        return uses;
    }
}
