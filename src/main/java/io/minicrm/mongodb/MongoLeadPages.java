package io.minicrm.mongodb;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.minicrm.lead.Lead;
import io.minicrm.lead.LeadPosition;
import io.minicrm.lead.LeadQuery;
import io.minicrm.lead.LeadSort;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Reads and counts leads by text, and in an order. */
final class MongoLeadPages {

    private static final List<String> SEARCHED = List.of("_id", "name", "email", "phone");

    private final MongoCollection<Document> leads;

    MongoLeadPages(MongoCollection<Document> leads) {
        this.leads = leads;
    }

    List<Lead> list(LeadQuery query) {
        List<Bson> conditions = new ArrayList<>();
        LeadPosition after = query.after();
        if (after != null) {
            conditions.add(beyond(query.sort(), after));
        }
        if (query.text() != null) {
            conditions.add(contains(query.text()));
        }
        return StoppableReads.read(() -> leads.find(conditions.isEmpty() ? Filters.empty() : Filters.and(conditions))
                .sort(order(query.sort()))
                .limit(query.limit())
                .batchSize(query.limit())
                .map(LeadDocument::read)
                .into(new ArrayList<>()));
    }

    long count(@Nullable String text, int max) {
        Bson found = text == null ? Filters.empty() : contains(text);
        return StoppableReads.read(() -> leads.countDocuments(found, new CountOptions().limit(max)));
    }

    private static Bson contains(String text) {
        String pattern = RegexText.quoted(text);
        return Filters.or(SEARCHED.stream()
                .map(field -> Filters.regex(field, pattern, "i"))
                .toList());
    }

    private static Bson order(LeadSort sort) {
        List<String> fields = sort.field() == LeadSort.Field.ID ? List.of("_id") : List.of(field(sort), "_id");
        return sort.isDescending() ? Sorts.descending(fields) : Sorts.ascending(fields);
    }

    private static String field(LeadSort sort) {
        return switch (sort.field()) {
            case ID -> "_id";
            case NAME -> "name";
            case EMAIL -> "email";
            case CREATED_AT -> LeadDocument.CREATED_AT;
        };
    }

    /** A lead without the field comes before all others: it counts as one with an empty text, which no lead has. */
    private static Bson beyond(LeadSort sort, LeadPosition position) {
        Bson nextId = sort.isDescending() ? Filters.lt("_id", position.id()) : Filters.gt("_id", position.id());
        if (sort.field() == LeadSort.Field.ID) {
            return nextId;
        }
        String field = field(sort);
        if (position.value().isEmpty()) {
            Bson same = Filters.and(Filters.eq(field, null), nextId);
            return sort.isDescending() ? same : Filters.or(same, Filters.ne(field, null));
        }
        Object value = sort.field() == LeadSort.Field.CREATED_AT ? Instant.parse(position.value()) : position.value();
        Bson same = Filters.and(Filters.eq(field, value), nextId);
        return sort.isDescending()
                ? Filters.or(Filters.lt(field, value), Filters.eq(field, null), same)
                : Filters.or(Filters.gt(field, value), same);
    }
}
