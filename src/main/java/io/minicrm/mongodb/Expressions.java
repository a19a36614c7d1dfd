package io.minicrm.mongodb;

import com.mongodb.client.model.mql.MqlValue;
import java.util.Arrays;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Aggregation expressions, which the driver's builders such as {@link Aggregates} take as plain values. The driver's
 * own {@link MqlValue} wraps every operand in {@code $getField} or {@code $let}, which other servers of the protocol do
 * not know.
 *
 * <p>An operand is an expression, a value, or the path of a field from {@link #field}.
 */
final class Expressions {

    private Expressions() {}

    /** The value of a field, of the document or of a stage's result. */
    static String field(String path) {
        return "$" + path;
    }

    /** A text as it is, also if it begins with a dollar sign. */
    static Bson literal(String text) {
        return new Document("$literal", text);
    }

    static Bson cond(Bson condition, Object then, Object otherwise) {
        return operator("$cond", condition, then, otherwise);
    }

    static Bson ifNull(Object value, Object otherwise) {
        return operator("$ifNull", value, otherwise);
    }

    /** In the order of BSON's types, null is before every number, text and date. */
    static Bson gt(Object left, @Nullable Object right) {
        return operator("$gt", left, right);
    }

    static Bson gte(Object left, Object right) {
        return operator("$gte", left, right);
    }

    static Bson lt(Object left, Object right) {
        return operator("$lt", left, right);
    }

    static Bson lte(Object left, Object right) {
        return operator("$lte", left, right);
    }

    static Bson add(Object... numbers) {
        return operator("$add", numbers);
    }

    static Bson subtract(Object from, Object number) {
        return operator("$subtract", from, number);
    }

    static Bson concat(Object... texts) {
        return operator("$concat", texts);
    }

    /** The fields of an object as a list of {@code {k: …, v: …}}. */
    static Bson objectToArray(Object object) {
        return new Document("$objectToArray", object);
    }

    private static Bson operator(String name, @Nullable Object... operands) {
        return new Document(name, Arrays.asList(operands));
    }
}
