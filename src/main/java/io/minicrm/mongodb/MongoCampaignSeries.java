package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Sorts;
import io.minicrm.delivery.CampaignSeries;
import io.minicrm.delivery.SeriesPoint;
import io.minicrm.stored.SeriesFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The series of campaigns in the collection {@code campaign_series}. The key of a point begins with its campaign, so
 * the points of a campaign are a range of keys, in order of time.
 */
final class MongoCampaignSeries implements CampaignSeries {

    static final String COLLECTION = "campaign_series";

    static final Bson ORDER = Sorts.ascending("campaign_id", "second");

    private static final DocumentMapping<SeriesPoint> MAPPING = new DocumentMapping<>(SeriesFields.MAPPING, Map.of());

    private final MongoCollection<Document> points;

    MongoCampaignSeries(MongoDatabase database) {
        this.points = database.getCollection(COLLECTION);
    }

    static void prepare(MongoDatabase database) {
        MAPPING.shape(COLLECTION).with(List.of("_id"), "string").prepare(database);
        // Archives list the points of all campaigns. Keys have another order if one id begins with another.
        database.getCollection(COLLECTION).createIndex(ORDER, new IndexOptions().name("place"));
    }

    @Override
    public void add(Collection<SeriesPoint> given) {
        KeyedWrites.insert(
                points, given.stream().map(MongoCampaignSeries::document).toList());
    }

    static Document document(SeriesPoint point) {
        return MAPPING.of(point).append("_id", key(point.campaignId(), point.second()));
    }

    static SeriesPoint read(Document document) {
        return MAPPING.read(document);
    }

    /** A filter: those that come after that one. */
    static Bson after(SeriesPoint last) {
        return Filters.or(
                Filters.gt("campaign_id", last.campaignId()),
                FlatFilters.allOf(Filters.eq("campaign_id", last.campaignId()), Filters.gt("second", last.second())));
    }

    @Override
    public void thin(String campaignId, int step) {
        points.deleteMany(Filters.and(ofCampaign(campaignId), Filters.not(Filters.mod("second", step, 0))));
    }

    @Override
    public List<SeriesPoint> of(String campaignId) {
        return points.find(ofCampaign(campaignId))
                .sort(Sorts.ascending("_id"))
                .map(MAPPING::read)
                .into(new ArrayList<>());
    }

    private static Bson ofCampaign(String campaignId) {
        // The id of another campaign may begin with this one's, so the field decides.
        return Filters.and(
                Filters.gte("_id", key(campaignId, 0)),
                Filters.lte("_id", key(campaignId, Integer.MAX_VALUE)),
                Filters.eq("campaign_id", campaignId));
    }

    /** Ten digits sort as the number does. */
    private static String key(String campaignId, int second) {
        return "%s@%010d".formatted(campaignId, second);
    }
}
