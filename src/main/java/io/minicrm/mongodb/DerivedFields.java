package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import io.minicrm.text.Blank;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is stored beside the fields of leads as it would be stored today: dates and the keys of addresses. They
 * depend on the zone of the installation and on the rules of this version, such as which texts are dates. The database
 * names both; if one has changed, all leads are read again before the store is used, in constant memory. Fields that
 * earlier versions stored with a blank text are removed.
 *
 * <p>A lead that another process changes at the same time is left alone: that process has stored its own. An
 * interruption is harmless, because zone and grammar are written last.
 */
final class DerivedFields {

    private static final CollectionShape SHAPE = CollectionShape.of("lead_dates", "time_zone", "grammar");

    /** Increased whenever something else would be stored, for example because other texts become dates. */
    private static final int GRAMMAR = 4;

    private static final String ID = "_id";
    private static final int PAGE = 1_000;
    private static final List<String> TEXTS = List.of("name", "email", "phone");
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

    private DerivedFields() {}

    static void bringUpToDate(MongoDatabase database, ZoneId zone) {
        SHAPE.prepare(database);
        MongoCollection<Document> settings = database.getCollection(SHAPE.name());
        Document wanted =
                new Document(ID, "current").append("time_zone", zone.getId()).append("grammar", GRAMMAR);
        if (wanted.equals(settings.find().first())) {
            return;
        }
        rewrite(database.getCollection(LeadDocument.COLLECTION), zone);
        settings.replaceOne(Filters.eq("current"), wanted, new ReplaceOptions().upsert(true));
    }

    private static void rewrite(MongoCollection<Document> leads, ZoneId zone) {
        String after = "";
        while (true) {
            List<Document> page = leads.find(Filters.gt(ID, after))
                    .sort(Sorts.ascending(ID))
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
        return !derived(document).equals(wanted(document, zone))
                || !blankFields(document).isEmpty();
    }

    private static Document derived(Document document) {
        var derived = new Document();
        wanted(document, ZoneOffset.UTC).keySet().forEach(name -> derived.append(name, document.get(name)));
        return derived;
    }

    private static Document wanted(Document document, ZoneId zone) {
        return LeadDocument.derived(LeadDocument.read(document), zone);
    }

    /** The paths of the fields and attributes that have a text, but none that can be seen. */
    private static List<String> blankFields(Document document) {
        var blank = new ArrayList<String>();
        TEXTS.stream().filter(name -> isBlank(document.get(name))).forEach(blank::add);
        document.get(LeadDocument.ATTRIBUTES, Document.class).forEach((name, value) -> {
            if (isBlank(value)) {
                blank.add(LeadDocument.ATTRIBUTES + "." + name);
            }
        });
        return blank;
    }

    private static boolean isBlank(@Nullable Object value) {
        return value instanceof String text && Blank.is(text);
    }

    private static UpdateOneModel<Document> change(Document document, ZoneId zone) {
        List<Bson> updates = new ArrayList<>();
        wanted(document, zone).forEach((name, value) -> updates.add(DocumentFields.setOrUnset(name, value)));
        blankFields(document).forEach(name -> updates.add(Updates.unset(name)));
        Bson unchanged = FlatFilters.allOf(Stream.concat(Stream.of(ID, LeadDocument.ATTRIBUTES), TEXTS.stream())
                .map(name -> Filters.eq(name, document.get(name)))
                .toArray(Bson[]::new));
        return new UpdateOneModel<>(unchanged, Updates.combine(updates));
    }
}
