package io.minicrm.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.minicrm.access.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the stored description has to say about each operation, parameter and property. PagesIT holds it against a server's. */
class StoredDescriptionTest {

    private static final JsonNode API =
            new JsonMapper().readTree(Path.of("web/openapi.json").toFile());

    @Test
    void everyOperationHasAnIdOfItsOwn() {
        JsonNode ids = DescriptionText.load().section("operationIds");
        List<String> operations = operations().stream()
                .map(operation -> operation.method() + " " + operation.path())
                .toList();

        assertThat(ids.propertyNames())
                .as("operationIds in description.yaml")
                .containsExactlyInAnyOrderElementsOf(operations);
        assertThat(ids.valueStream().map(JsonNode::asString)).doesNotHaveDuplicates();
    }

    @Test
    void everyOperationHasASummaryADescriptionAndItsProblems() {
        for (Operation operation : operations()) {
            assertThat(operation.described().path("summary").asString(""))
                    .as(operation.toString())
                    .isNotBlank();
            assertThat(operation.described().path("description").asString(""))
                    .as(operation.toString())
                    .isNotBlank();
            assertThat(operation.described().path("responses").propertyNames())
                    .as(operation.toString())
                    .contains("400", "401", "403", "406", "429", "default");
        }
    }

    @Test
    void everyOperationNamesTheScopeThatItNeeds() {
        for (Operation operation : operations()) {
            Scope scope = AccessRule.scopeOf(HttpMethod.valueOf(operation.method()), operation.path());
            JsonNode described = operation.described();
            assertThat(described.has("security")).as(operation.toString()).isEqualTo(scope == null);
            assertThat(described.path("security")).as(operation.toString()).isEmpty();
            if (scope != null) {
                assertThat(described.path("description").asString()).endsWith(" needs the scope " + scope.code() + ".");
            }
        }
        assertThat(operation("POST", "/api/v1/session").has("security")).isTrue();
        assertThat(operation("DELETE", "/api/v1/leads/{id}").path("description").asString())
                .contains("leads:delete");
    }

    @Test
    void everyParameterIsDescribed() {
        for (Operation operation : operations()) {
            for (JsonNode parameter : operation.described().path("parameters").values()) {
                assertThat(parameter.path("description").asString(""))
                        .as("%s: %s, under parameters in description.yaml", operation, parameter.path("name"))
                        .isNotBlank();
            }
        }
    }

    @Test
    void everyPropertyIsDescribed() {
        API.path("components")
                .path("schemas")
                .properties()
                .forEach(schema -> schema.getValue()
                        .path("properties")
                        .properties()
                        .forEach(property -> assertThat(isDescribed(property))
                                .as("%s.%s, under properties in description.yaml", schema.getKey(), property.getKey())
                                .isTrue()));
    }

    @Test
    void everyExampleFitsItsProperty() {
        API.path("components")
                .path("schemas")
                .properties()
                .forEach(schema -> schema.getValue()
                        .path("properties")
                        .properties()
                        .forEach(property ->
                                examplesFit(schema.getKey() + "." + property.getKey(), property.getValue())));
    }

    private static void examplesFit(String name, JsonNode property) {
        ObjectNode whole = property.asObject().deepCopy();
        whole.set("components", API.path("components"));
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole.toString(), InputFormat.JSON);
        for (JsonNode example : property.path("examples").values()) {
            assertThat(schema.validate(example.toString(), InputFormat.JSON))
                    .as("%s: %s", name, example)
                    .isEmpty();
        }
    }

    @Test
    void theScopesOfKeysAreAllScopes() {
        JsonNode scopes = API.at("/components/schemas/KeyRequest/properties/scopes/items/enum");

        assertThat(scopes.valueStream().map(JsonNode::asString))
                .containsExactlyElementsOf(
                        Arrays.stream(Scope.values()).map(Scope::code).toList());
    }

    private static JsonNode operation(String method, String path) {
        return operations().stream()
                .filter(operation ->
                        operation.method().equals(method) && operation.path().equals(path))
                .findFirst()
                .orElseThrow()
                .described();
    }

    private static boolean isDescribed(Map.Entry<String, JsonNode> property) {
        return property.getValue().has("$ref")
                || !property.getValue().path("description").asString("").isBlank();
    }

    private record Operation(String method, String path, JsonNode described) {

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private static List<Operation> operations() {
        var operations = new ArrayList<Operation>();
        API.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> operations.add(new Operation(
                                operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue()))));
        return operations;
    }
}
