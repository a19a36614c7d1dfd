package io.minicrm.mongodb;

import io.minicrm.stored.FieldType;
import io.minicrm.stored.FieldValues;
import io.minicrm.stored.Mapping;
import io.minicrm.stored.StoredField;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/**
 * A stored thing as a document, derived from the description of its fields. A field has the same name as in the
 * description unless {@code names} gives another; a missing value has no field. Each of a few {@link FieldType.Texts}
 * is a field of its own.
 *
 * @param names the names of fields that are called otherwise in documents, by the name in the description
 */
record DocumentMapping<R>(Mapping<R> mapping, Map<String, String> names) {

    /** Names of a thing whose id is the key of its document. */
    static final Map<String, String> KEYED_BY_ID = Map.of("id", "_id");

    /**
     * An attribute that is a list is stored as an object with the list in it, because a filter would look at each item
     * of a list.
     */
    private static final String LIST = "list";

    /** An attribute that is an object is stored in an object, too, so that the two can be told apart. */
    private static final String OBJECT = "object";

    /** The whole thing. */
    Document of(R thing) {
        return of(thing, Set.of());
    }

    /** The thing without some fields, which are named as in the description. */
    Document of(R thing, Set<String> except) {
        Document document = new Document();
        for (StoredField<R, ?> field : mapping.fields()) {
            Object plain = except.contains(field.name()) ? null : field.plain(thing);
            if (plain != null) {
                append(document, field, plain);
            }
        }
        return document;
    }

    private void append(Document document, StoredField<?, ?> field, Object plain) {
        if (field.type() instanceof FieldType.Texts) {
            ((Map<?, ?>) plain).forEach((name, text) -> document.append((String) name, text));
        } else {
            document.append(name(field), bson(field.type(), plain));
        }
    }

    R read(Document document) {
        return mapping.read(values(document));
    }

    /** The values of the fields of a document. */
    FieldValues values(Document document) {
        return new Values(document);
    }

    /** The collection's shape: each field with its type, and the required ones. */
    CollectionShape shape(String collection) {
        return shape(collection, Set.of());
    }

    /** The shape of a collection that stores the thing without some fields, which are named as in the description. */
    CollectionShape shape(String collection, Set<String> except) {
        CollectionShape shape = CollectionShape.of(
                collection,
                names(field -> field.required() && !except.contains(field.name()))
                        .toArray(String[]::new));
        for (StoredField<R, ?> field : mapping.fields()) {
            if (field.type() instanceof FieldType.Texts texts) {
                shape = shape.with(texts.names(), "string");
            } else if (!except.contains(field.name())) {
                shape = shape.with(name(field), schema(field.type()));
            }
        }
        return shape;
    }

    private List<String> names(Predicate<StoredField<R, ?>> condition) {
        return mapping.fields().stream().filter(condition).map(this::name).toList();
    }

    private String name(StoredField<?, ?> field) {
        return names.getOrDefault(field.name(), field.name());
    }

    private static Document schema(FieldType<?> type) {
        return switch (type) {
            case FieldType.Text _,
                    FieldType.Id _,
                    FieldType.Choice<?> _,
                    FieldType.RuleText _,
                    // The type of each of the texts.
                    FieldType.Texts _ -> CollectionShape.typed("string");
            case FieldType.Ids _ -> CollectionShape.typed("array");
            case FieldType.Int _, FieldType.Status _ -> CollectionShape.typed("int");
            case FieldType.Whole _ -> CollectionShape.typed("int", "long");
            case FieldType.Flag _ -> CollectionShape.typed("bool");
            case FieldType.Time _ -> CollectionShape.typed("date");
            case FieldType.AttributeValues _ ->
                CollectionShape.typed("object")
                        .append("additionalProperties", CollectionShape.typed("string", "decimal", "bool", "object"));
        };
    }

    private static Object bson(FieldType<?> type, Object plain) {
        return switch (type) {
            case FieldType.Time _ -> Date.from((Instant) plain);
            case FieldType.AttributeValues _ -> attributes((Map<?, ?>) plain);
            case FieldType.Text _,
                    FieldType.Id _,
                    FieldType.Choice<?> _,
                    FieldType.RuleText _,
                    FieldType.Ids _,
                    FieldType.Int _,
                    FieldType.Status _,
                    FieldType.Whole _,
                    FieldType.Flag _,
                    FieldType.Texts _ -> plain;
        };
    }

    private static Document attributes(Map<?, ?> attributes) {
        Document document = new Document();
        attributes.forEach((name, value) -> document.append(
                (String) name,
                switch (value) {
                    case List<?> list -> new Document(LIST, bson(list));
                    case Map<?, ?> object -> new Document(OBJECT, bson(object));
                    default -> bson(value);
                }));
        return document;
    }

    /** Numbers become Decimal128, which holds every digit that the number of an attribute can have. */
    private static Object bson(Object value) {
        return switch (value) {
            case BigDecimal number -> new Decimal128(number);
            case List<?> list -> list.stream().map(DocumentMapping::bson).toList();
            case Map<?, ?> object -> {
                Document document = new Document();
                object.forEach((name, property) -> document.append((String) name, bson(property)));
                yield document;
            }
            default -> value;
        };
    }

    private static Object plain(Object bson) {
        return switch (bson) {
            case Decimal128 number -> number.bigDecimalValue();
            case List<?> list -> list.stream().map(DocumentMapping::plain).toList();
            case Document document -> {
                Map<String, Object> object = new HashMap<>();
                document.forEach((name, property) -> object.put(name, plain(property)));
                yield object;
            }
            default -> bson;
        };
    }

    private final class Values implements FieldValues {

        private final Document document;

        Values(Document document) {
            this.document = document;
        }

        @Override
        public @Nullable Object plain(StoredField<?, ?> field) {
            if (field.type() instanceof FieldType.Texts texts) {
                return texts(texts.names());
            }
            Object bson = document.get(name(field));
            return bson == null ? null : plain(field.type(), bson);
        }

        private @Nullable Map<String, String> texts(List<String> textNames) {
            Map<String, String> texts = new LinkedHashMap<>();
            for (String name : textNames) {
                String text = document.getString(name);
                if (text != null) {
                    texts.put(name, text);
                }
            }
            return texts.isEmpty() ? null : texts;
        }

        private Object plain(FieldType<?> type, Object bson) {
            return switch (type) {
                case FieldType.Time _ -> ((Date) bson).toInstant();
                case FieldType.AttributeValues _ -> plainAttributes((Document) bson);
                case FieldType.Text _,
                        FieldType.Id _,
                        FieldType.Choice<?> _,
                        FieldType.RuleText _,
                        FieldType.Ids _,
                        FieldType.Int _,
                        FieldType.Status _,
                        FieldType.Whole _,
                        FieldType.Flag _,
                        FieldType.Texts _ -> bson;
            };
        }

        private Map<String, Object> plainAttributes(Document bson) {
            Map<String, Object> values = HashMap.newHashMap(bson.size());
            bson.forEach((name, value) -> values.put(
                    name,
                    DocumentMapping.plain(
                            value instanceof Document wrapped
                                    ? wrapped.values().iterator().next()
                                    : value)));
            return values;
        }
    }
}
