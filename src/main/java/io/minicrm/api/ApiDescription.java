package io.minicrm.api;

import io.minicrm.gate.PostponeReason;
import io.minicrm.gate.SkipReason;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import java.util.Arrays;
import java.util.Objects;
import org.springdoc.core.customizers.OpenApiCustomizer;

/** Adds to the API description the values of reasons: the codes of two enums, which no single class describes. */
final class ApiDescription implements OpenApiCustomizer {

    @Override
    public void customise(OpenAPI api) {
        Schema<?> delivery =
                Objects.requireNonNull(api.getComponents().getSchemas().get(DeliveryView.class.getSimpleName()));
        delivery.addProperty("reason", reason());
    }

    private static Schema<?> reason() {
        Schema<String> reason = new StringSchema();
        Arrays.stream(SkipReason.values()).map(SkipReason::code).forEach(reason::addEnumItemObject);
        Arrays.stream(PostponeReason.values()).map(PostponeReason::code).forEach(reason::addEnumItemObject);
        return reason;
    }
}
