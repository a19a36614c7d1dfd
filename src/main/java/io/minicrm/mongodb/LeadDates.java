package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import io.minicrm.lead.Lead;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;

/**
 * Keeps the dates of stored leads as they would be stored today. They depend on the zone of the installation and on which texts are dates.
 * The database names both; if one has changed, the dates of all leads are read again before the store is used, in constant memory.
 *
 * <p>A lead that another process changes meanwhile is left alone: that process has stored its dates. An interruption is harmless, because
 * zone and grammar are named last.
 */
final class LeadDates {

    private static final CollectionShape SHAPE = CollectionShape.of("lead_dates", "time_zone", "grammar");

    /** Increased whenever other texts become dates. */
    private static final int GRAMMAR = 2;

    private static final String ID = "_id";
    private static final int PAGE = 1_000;
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

    private LeadDates() {}

    static void bringUpToDate(MongoDatabase database, ZoneId zone) {
        SHAPE.prepare(database);
        MongoCollection<Document> settings = database.getCollection(SHAPE.name());
        Document wanted =
                new Document(ID, "current").append("time_zone", zone.getId()).append("grammar", GRAMMAR);
        if (wanted.equals(settings.find().first())) {
            return;
        }
        rewrite(database.getCollection(LeadDocument.COLLECTION), zone);
        settings.replaceOne(new Document(ID, "current"), wanted, new ReplaceOptions().upsert(true));
    }

    private static void rewrite(MongoCollection<Document> leads, ZoneId zone) {
        String after = "";
        while (true) {
            List<Document> page = leads.find(new Document(ID, new Document("$gt", after)))
                    .sort(new Document(ID, 1))
                    .limit(PAGE)
                    .batchSize(PAGE)
                    .into(new ArrayList<>());
            if (page.isEmpty()) {
                return;
            }
            List<WriteModel<Document>> changes = page.stream()
                    .filter(document -> isOutdated(document, zone))
                    .<WriteModel<Document>>map(document -> change(document, zone))
                    .toList();
            if (!changes.isEmpty()) {
                leads.bulkWrite(changes, UNORDERED);
            }
            after = page.getLast().getString(ID);
        }
    }

    private static boolean isOutdated(Document document, ZoneId zone) {
        Lead lead = LeadDocument.read(document);
        return !LeadDocument.coreDates(lead, zone).equals(dates(document, LeadDocument.CORE_DATES))
                || !LeadDocument.attributeDates(lead, zone).equals(dates(document, LeadDocument.ATTRIBUTE_DATES));
    }

    private static Document dates(Document document, String field) {
        Document dates = document.get(field, Document.class);
        return dates == null ? new Document() : dates;
    }

    private static UpdateOneModel<Document> change(Document document, ZoneId zone) {
        Lead lead = LeadDocument.read(document);
        var set = new Document(LeadDocument.CORE_DATES, LeadDocument.coreDates(lead, zone))
                .append(LeadDocument.ATTRIBUTE_DATES, LeadDocument.attributeDates(lead, zone));
        var unchanged = new Document(ID, lead.id());
        for (String field : List.of("name", "email", "phone", LeadDocument.ATTRIBUTES)) {
            unchanged.append(field, document.get(field));
        }
        return new UpdateOneModel<>(unchanged, new Document("$set", set));
    }
}
