package io.minicrm.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JavaType;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Describes as required every property that is never null, so that generated clients need not check it, and notes which
 * may be null or left out. {@link DescribedSchemas} reads the notes.
 */
final class RequiredProperties implements ModelConverter {

    /** The names of properties that may be null. */
    static final String NULLABLE = "x-nullable";

    /** The names of properties that answers leave out if they are null. */
    static final String OPTIONAL = "x-optional";

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> others) {
        Schema<?> schema = others.hasNext() ? others.next().resolve(type, context, others) : null;
        if (schema == null || type.getType() == null) {
            return schema;
        }
        JavaType java = Json.mapper().constructType(type.getType());
        if (java.getRawClass().isRecord()) {
            Schema<?> model = schema.get$ref() == null
                    ? schema
                    : context.getDefinedModels()
                            .get(schema.get$ref().substring(schema.get$ref().lastIndexOf('/') + 1));
            if (model != null && model.getProperties() != null) {
                require(model, java.getRawClass());
            }
        }
        return schema;
    }

    private static void require(Schema<?> model, Class<?> record) {
        Map<String, ?> properties = model.getProperties();
        List<String> known = model.getRequired() == null ? List.of() : model.getRequired();
        var nullable = new ArrayList<String>();
        var optional = new ArrayList<String>();
        for (RecordComponent component : record.getRecordComponents()) {
            String snake = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
            String name = properties.containsKey(snake) ? snake : component.getName();
            boolean mayBeNull = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            if (mayBeNull) {
                nullable.add(name);
            }
            if (component.getAccessor().isAnnotationPresent(JsonInclude.class)) {
                optional.add(name);
            }
            if (!mayBeNull && properties.containsKey(name) && !known.contains(name)) {
                model.addRequiredItem(name);
            }
        }
        model.addExtension(NULLABLE, nullable);
        model.addExtension(OPTIONAL, optional);
    }
}
