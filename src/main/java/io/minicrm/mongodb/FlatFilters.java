package io.minicrm.mongodb;

import com.mongodb.client.model.Filters;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.conversions.Bson;

/**
 * A conjunction in one document: {@code {_id: "a", round: {$gte: 1, $lt: 5}}}. {@link Filters#and} always nests it in
 * an array of {@code $and}. That matches the same documents, but changes the shape of the query, by which MongoDB
 * keeps plans and lists slow queries.
 */
final class FlatFilters {

    private FlatFilters() {}

    /**
     * The documents that match all conditions.
     *
     * @param conditions no two of them with the same operator on the same field; such conditions need
     *     {@link Filters#and}
     */
    static Bson allOf(Bson... conditions) {
        return new All(List.of(conditions));
    }

    private record All(List<Bson> conditions) implements Bson {

        @Override
        public <T> BsonDocument toBsonDocument(Class<T> documentClass, CodecRegistry codecs) {
            BsonDocument all = new BsonDocument();
            for (Bson condition : conditions) {
                condition.toBsonDocument(documentClass, codecs).forEach((field, value) -> {
                    BsonValue present = all.get(field);
                    all.put(field, present == null ? value : merged(field, present, value));
                });
            }
            return all;
        }

        private static BsonDocument merged(String field, BsonValue one, BsonValue other) {
            if (!hasOperators(one) || !hasOperators(other)) {
                throw new IllegalArgumentException(
                        "'%s' is equal to a value and has another condition".formatted(field));
            }
            BsonDocument merged = new BsonDocument();
            merged.putAll(one.asDocument());
            other.asDocument().forEach((operator, operand) -> {
                if (merged.put(operator, operand) != null) {
                    throw new IllegalArgumentException("'%s' has two conditions %s".formatted(field, operator));
                }
            });
            return merged;
        }

        private static boolean hasOperators(BsonValue condition) {
            return condition.isDocument()
                    && condition.asDocument().keySet().stream().allMatch(key -> key.startsWith("$"));
        }
    }
}
