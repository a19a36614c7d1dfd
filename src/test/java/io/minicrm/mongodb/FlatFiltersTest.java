package io.minicrm.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.model.Filters;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.Test;

final class FlatFiltersTest {

    /** If the driver writes flat conjunctions some day, FlatFilters can go. */
    @Test
    void theDriverNestsAConjunctionEvenOfDifferentFields() {
        assertThat(bson(Filters.and(Filters.eq("a", 1), Filters.eq("b", 2))))
                .isEqualTo(BsonDocument.parse("{$and: [{a: 1}, {b: 2}]}"));
    }

    @Test
    void conditionsOnDifferentFieldsAreFieldsOfOneDocument() {
        Bson all = FlatFilters.allOf(
                Filters.eq("id"),
                Filters.in("status", 1, 2),
                Filters.eq("finished_at", null),
                Filters.ne("plan", null));

        assertThat(bson(all).toJson())
                .isEqualTo(
                        BsonDocument.parse("{_id: 'id', status: {$in: [1, 2]}, finished_at: null, plan: {$ne: null}}")
                                .toJson());
    }

    @Test
    void operatorsOnOneFieldAreMerged() {
        assertThat(bson(FlatFilters.allOf(Filters.gte("_id", "a"), Filters.lt("_id", "b"))))
                .isEqualTo(BsonDocument.parse("{_id: {$gte: 'a', $lt: 'b'}}"));
    }

    @Test
    void conjunctionsNestAndDoNotChangeTheirParts() {
        Bson range = FlatFilters.allOf(Filters.gte("_id", "a"), Filters.lt("_id", "b"));
        Bson without = FlatFilters.allOf(range, Filters.ne("_id", "ab"), Filters.eq("status", 1));

        assertThat(bson(without)).isEqualTo(BsonDocument.parse("{_id: {$gte: 'a', $lt: 'b', $ne: 'ab'}, status: 1}"));
        assertThat(bson(range)).isEqualTo(BsonDocument.parse("{_id: {$gte: 'a', $lt: 'b'}}"));
    }

    @Test
    void nothingAndAnEmptyConditionMatchAll() {
        assertThat(List.of(FlatFilters.allOf(), FlatFilters.allOf(Filters.empty())))
                .allSatisfy(all -> assertThat(bson(all)).isEmpty());
    }

    @Test
    void conditionsOfWhichOneWouldBeLostAreRefused() {
        List<Bson> conflicting = List.of(
                FlatFilters.allOf(Filters.eq("a", 1), Filters.eq("a", 2)),
                FlatFilters.allOf(Filters.eq("a", 1), Filters.gt("a", 0)),
                FlatFilters.allOf(Filters.gt("a", 0), Filters.gt("a", 1)),
                FlatFilters.allOf(Filters.or(Filters.eq("a", 1)), Filters.or(Filters.eq("b", 1))));

        assertThat(conflicting)
                .allSatisfy(all -> assertThatIllegalArgumentException().isThrownBy(() -> bson(all)));
    }

    private static BsonDocument bson(Bson filter) {
        return filter.toBsonDocument(Document.class, MongoClientSettings.getDefaultCodecRegistry());
    }
}
