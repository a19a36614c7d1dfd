package io.minicrm.api;

import io.minicrm.gate.PostponeReason;
import io.minicrm.gate.SkipReason;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Arrays;
import java.util.Objects;
import org.springdoc.core.customizers.OpenApiCustomizer;

/** Adds the error answers of every operation to the API description, and the values of reasons. */
final class ApiDescription implements OpenApiCustomizer {

    private static final String PROBLEM = "Problem";

    @Override
    public void customise(OpenAPI api) {
        api.getComponents().addSchemas(PROBLEM, problem());
        Schema<?> delivery =
                Objects.requireNonNull(api.getComponents().getSchemas().get(DeliveryView.class.getSimpleName()));
        delivery.addProperty("reason", reason());
        var failure = new ApiResponse()
                .description("A problem (RFC 9457)")
                .content(new Content()
                        .addMediaType(
                                org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                                new MediaType().schema(new Schema<>().$ref("#/components/schemas/" + PROBLEM))));
        api.getPaths()
                .values()
                .forEach(path -> path.readOperations()
                        .forEach(operation -> operation.getResponses().setDefault(failure)));
    }

    /** The reasons are the codes of two enums, which no single class describes. */
    private static Schema<?> reason() {
        Schema<String> reason =
                new StringSchema().description("Why the message was skipped or postponed; null otherwise");
        Arrays.stream(SkipReason.values()).map(SkipReason::code).forEach(reason::addEnumItemObject);
        Arrays.stream(PostponeReason.values()).map(PostponeReason::code).forEach(reason::addEnumItemObject);
        return reason;
    }

    private static Schema<?> problem() {
        return new ObjectSchema()
                .addProperty("success", new Schema<Boolean>().type("boolean").description("false"))
                .addProperty("status", new Schema<Integer>().type("integer"))
                .addProperty("title", new StringSchema())
                .addProperty("detail", new StringSchema().description("For people"))
                .addProperty("instance", new StringSchema())
                .addProperty(
                        "errors",
                        new ArraySchema()
                                .description("The invalid fields, if there are any")
                                .items(new ObjectSchema()
                                        .addProperty("field", new StringSchema())
                                        .addProperty("message", new StringSchema())));
    }
}
