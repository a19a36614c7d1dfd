package io.minicrm.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.minicrm.app.ProcessRole;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks deploy/compose.yaml against the Compose Specification's schema and against the code. */
class ComposeFileTest {

    private static final Path FILE = Documents.DEPLOY.resolve("compose.yaml");

    private final JsonNode compose = Documents.yaml(Documents.text(FILE)).getFirst();
    private final JsonNode services = compose.path("services");

    @Test
    void itConformsToTheComposeSpecification() {
        assertThat(schema().validate(compose)).isEmpty();
    }

    @Test
    void aFieldThatComposeDoesNotKnowWouldBeSeen() {
        ((ObjectNode) compose.at("/services/api")).put("healthchek", "mistyped");

        assertThat(schema().validate(compose)).isNotEmpty();
    }

    @Test
    void everyRoleOfTheProgramHasAServiceAndNoServiceAnotherRole() {
        Map<String, List<String>> commands = services.properties().stream()
                .filter(service -> service.getValue()
                        .path("image")
                        .asString()
                        .equals(compose.at("/x-mini-crm/image").asString()))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, service -> strings(service.getValue().path("command"))));

        assertThat(commands)
                .containsExactlyInAnyOrderEntriesOf(ProcessRole.all().stream()
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toMap(role -> role, role -> List.of("serve", "--roles", role))));
    }

    @Test
    void everyDependencyHasAHealthCheckAndKeepsItsDataOnAVolume() {
        JsonNode awaited = compose.at("/x-mini-crm/depends_on");

        assertThat(awaited.propertyNames()).containsExactlyInAnyOrder("redpanda", "postgres", "mongodb");
        assertThat(awaited.properties()).allSatisfy(dependency -> {
            JsonNode service = services.path(dependency.getKey());
            assertThat(dependency.getValue().path("condition").asString()).isEqualTo("service_healthy");
            assertThat(service.has("healthcheck")).isTrue();
            assertThat(compose.path("volumes").propertyNames())
                    .contains(service.at("/volumes/0").asString().split(":", -1)[0]);
            // The service does not exist without its profile, so depending on it must not be required.
            assertThat(dependency.getValue().path("required").asBoolean(true)).isEqualTo(!service.has("profiles"));
        });
    }

    @Test
    void everyServiceHasItsLimitsAndAnImageOfAFixedVersion() {
        assertThat(services.properties()).hasSizeGreaterThan(8).allSatisfy(service -> {
            assertThat(service.getValue().at("/deploy/resources/limits/memory").isString())
                    .isTrue();
            assertThat(service.getValue().path("image").asString())
                    .matches("[a-z/-]+:[a-z0-9.]+")
                    .doesNotEndWith(":latest");
        });
    }

    @Test
    void noServiceGainsRightsAndPortsAreOpenToThisMachineOnly() {
        assertThat(services.properties()).allSatisfy(service -> {
            JsonNode own = service.getValue();
            JsonNode options = own.has("security_opt") ? own : compose.at("/x-mini-crm");
            assertThat(strings(options.path("security_opt"))).contains("no-new-privileges:true");
            assertThat(strings(own.path("ports"))).allMatch(port -> port.contains("127.0.0.1"));
        });
    }

    /** The user that the image creates is a superuser, so mini-crm needs another. */
    @Test
    void miniCrmIsNotASuperuserOfPostgres() {
        JsonNode postgres = services.path("postgres");
        String script = Documents.text(Documents.DEPLOY.resolve("postgres-role.sh"));

        assertThat(Documents.text(Documents.DEPLOY.resolve(".env.example")))
                .contains("DATABASE_URL=postgresql://mini_crm:");
        assertThat(postgres.at("/environment/POSTGRES_USER").asString()).isEqualTo("postgres");
        assertThat(strings(postgres.path("volumes")))
                .contains("./postgres-role.sh:/docker-entrypoint-initdb.d/postgres-role.sh:ro");
        assertThat(script)
                .contains("CREATE ROLE mini_crm LOGIN PASSWORD", "CREATE DATABASE mini_crm OWNER mini_crm")
                .doesNotContain("SUPERUSER");
    }

    @Test
    void everyVariableThatItSetsIsDocumented() {
        assertThat(Documents.documentedVariables())
                .containsAll(compose.at("/x-mini-crm/environment").propertyNames());
    }

    @Test
    void everyVariableThatItReadsIsInTheExampleAndNoPasswordIsInEither() {
        String example = Documents.text(Documents.DEPLOY.resolve(".env.example"));

        assertThat(variables(Documents.text(FILE), "\\$\\{([A-Z_]+)"))
                .isSubsetOf(variables(example, "(?m)^(?:# )?([A-Z_]+)="));
        assertThat(example).containsPattern("(?m)^POSTGRES_PASSWORD=$").containsPattern("(?m)^# MONGODB_PASSWORD=$");
        assertThat(compose.at("/x-mini-crm/environment/DATABASE_URL").asString())
                .startsWith("${DATABASE_URL:?");
    }

    /** Each setting that makes sense in a container can be given: in .env, or in settings.env. */
    @Test
    void everySettingCanBeGivenInOneOfTheTwoFiles() {
        Set<String> given = new HashSet<>(compose.at("/x-mini-crm/environment").propertyNames());
        Set<String> further =
                variables(Documents.text(Documents.DEPLOY.resolve("settings.env.example")), "(?m)^# ([A-Z_]+)=");
        JsonNode file = compose.at("/x-mini-crm/env_file/0");

        // Those of the compose file would win.
        assertThat(further).doesNotContainAnyElementsOf(given);
        given.addAll(further);
        assertThat(given).containsExactlyInAnyOrderElementsOf(settingsOfContainers());
        assertThat(file.path("path").asString()).isEqualTo("settings.env");
        assertThat(file.path("required").asBoolean(true)).isFalse();
        assertThat(Documents.text(Path.of(".gitignore")).lines()).contains("deploy/settings.env", "deploy/.env");
    }

    /** The documented ones without those of embedded servers and commands, and those that the image sets. */
    private static Set<String> settingsOfContainers() {
        Set<String> elsewhere = Set.of(
                "HOST",
                "PORT",
                "MINI_CRM_DATA",
                "KAFKA_PORT",
                "MINI_CRM_AUTH",
                "MINI_CRM_AOT",
                "MINI_CRM_TOKEN",
                "MINI_CRM_URL",
                "MINI_CRM_DEBUG");
        return Documents.documentedVariables().stream()
                .filter(variable -> !variable.endsWith("_FILE") && !elsewhere.contains(variable))
                .collect(Collectors.toSet());
    }

    private static Schema schema() {
        Path file = Path.of("src/test/resources/io/minicrm/deploy/compose-spec.schema.json");
        ObjectNode schema = (ObjectNode) Documents.yaml(Documents.text(file)).getFirst();
        // A relative id, which cannot be resolved without its base.
        schema.remove("$id");
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(schema);
    }

    private static List<String> strings(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private static Set<String> variables(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }
}
