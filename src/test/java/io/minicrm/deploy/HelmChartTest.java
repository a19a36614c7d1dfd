package io.minicrm.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.minicrm.app.ProcessRole;
import io.minicrm.delivery.PipelineGroup;
import io.minicrm.delivery.PipelineTopics;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The chart in deploy/helm/mini-crm, rendered by Helm itself. */
class HelmChartTest {

    private static final Path CHART = Documents.DEPLOY.resolve("helm/mini-crm");
    private static final String SMALL = "small-values.yaml";
    private static final String FULL = "full-values.yaml";

    /** Without a cluster, Helm assumes a very old version. */
    private static final String KUBERNETES = "1.33.0";

    @Test
    void helmFindsNothingToComplainOf() {
        LintResult result = new Helm(CHART).lint().strict().call();

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
        assertThat(result.getMessages()).noneMatch(message -> message.contains("ERROR") || message.contains("WARNING"));
    }

    @ParameterizedTest
    @ValueSource(strings = {SMALL, FULL})
    void everyManifestConformsToTheKubernetesApi(String values) {
        List<JsonNode> manifests = rendered(values);

        assertThat(manifests).hasSizeGreaterThan(10).allSatisfy(manifest -> {
            assertThat(manifest.at("/metadata/name").asString()).matches("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
            if (KubernetesModel.knows(manifest)) {
                assertThat(KubernetesModel.fault(manifest))
                        .as(manifest.toPrettyString())
                        .isEmpty();
            } else {
                assertThat(KubernetesModel.typeOf(manifest)).isEqualTo("keda.sh/v1alpha1/ScaledObject");
            }
        });
    }

    @Test
    void aFieldThatKubernetesDoesNotKnowWouldBeSeen() {
        JsonNode deployment = ofKind("Deployment", rendered(SMALL)).getFirst();
        ((ObjectNode) deployment.at("/spec/template/spec/containers/0")).put("readynessProbe", "mistyped");

        assertThat(KubernetesModel.fault(deployment))
                .hasValueSatisfying(fault -> assertThat(fault).contains("readynessProbe"));
    }

    @ParameterizedTest
    @ValueSource(strings = {SMALL, FULL})
    void exactlyTheRolesOfTheProgramHaveADeploymentAndABudget(String values) {
        List<JsonNode> manifests = rendered(values);

        assertThat(ofKind("Deployment", manifests))
                .extracting(deployment ->
                        deployment.at("/spec/template/spec/containers/0/args").toString())
                .containsExactlyInAnyOrderElementsOf(ProcessRole.all().stream()
                        .map(role -> "[\"serve\",\"--roles\",\"%s\"]".formatted(name(role)))
                        .toList());
        assertThat(ofKind("PodDisruptionBudget", manifests))
                .extracting(budget -> budget.at("/spec/selector/matchLabels/app.kubernetes.io~1component")
                        .asString())
                .containsExactlyInAnyOrderElementsOf(
                        ProcessRole.all().stream().map(HelmChartTest::name).toList());
    }

    @Test
    void everyConsumerGroupIsScaledByItsOwnLagUpToItsPartitions() {
        Map<PipelineGroup, String> topics = Map.of(
                PipelineGroup.EXPANDERS, PipelineTopics.JOBS.name(),
                PipelineGroup.SENDERS, PipelineTopics.SEND_JOBS.name(),
                PipelineGroup.RECEIPTS, PipelineTopics.RECEIPTS.name());
        List<JsonNode> manifests = rendered(FULL);

        assertThat(ofKind("ScaledObject", manifests)).hasSameSizeAs(PipelineGroup.values());
        assertThat(PipelineGroup.values()).allSatisfy(group -> {
            JsonNode scaled = ofRole(group.role(), ofKind("ScaledObject", manifests));
            JsonNode deployment = ofRole(group.role(), ofKind("Deployment", manifests));
            JsonNode trigger = scaled.at("/spec/triggers/0");
            String topic = topics.get(group);
            assertThat(trigger.at("/type").asString()).isEqualTo("kafka");
            assertThat(trigger.at("/metadata/consumerGroup").asString()).isEqualTo(group.id());
            assertThat(trigger.at("/metadata/topic").asString()).isEqualTo(topic);
            assertThat(trigger.at("/metadata/offsetResetPolicy").asString()).isEqualTo("earliest");
            // KEDA accepts strings only.
            assertThat(trigger.at("/metadata"))
                    .allSatisfy(value -> assertThat(value.isString()).isTrue());
            assertThat(trigger.at("/metadata/allowIdleConsumers").asString()).isEqualTo("false");
            assertThat(scaled.at("/spec/maxReplicaCount").asInt())
                    .isEqualTo(PipelineTopics.partitions().get(topic));
            assertThat(scaled.at("/spec/scaleTargetRef/name").asString())
                    .isEqualTo(deployment.at("/metadata/name").asString());
            // A fixed number would undo the scaling at every upgrade.
            assertThat(deployment.at("/spec").has("replicas")).isFalse();
        });
    }

    /** Without MANAGEMENT_PORT the actuator is on the port of the API. */
    @ParameterizedTest
    @CsvSource({SMALL + ", http", FULL + ", management"})
    void probesAskThePortOfTheActuator(String values, String port) {
        List<JsonNode> manifests = rendered(values);

        assertThat(ofKind("Deployment", manifests)).allSatisfy(deployment -> {
            JsonNode container = deployment.at("/spec/template/spec/containers/0");
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                assertThat(container.at("/" + probe + "/httpGet/port").asString())
                        .isEqualTo(port);
            }
            assertThat(container
                            .at("/ports")
                            .valueStream()
                            .map(each -> each.path("name").asString()))
                    .contains(port);
        });
        assertThat(ofKind("NetworkPolicy", manifests)
                        .getFirst()
                        .at("/spec/ingress/0/ports")
                        .toString())
                .contains("\"" + port + "\"");
    }

    @Test
    void withoutKedaEveryDeploymentHasItsNumberOfReplicas() {
        assertThat(ofKind("Deployment", rendered(SMALL)))
                .allSatisfy(deployment ->
                        assertThat(deployment.at("/spec/replicas").asInt()).isPositive());
        assertThat(ofKind("ScaledObject", rendered(SMALL))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {SMALL, FULL})
    void aPodRunsAsTheImagesUserWithoutRightsOnARootFileSystemThatItOnlyReads(String values) {
        String user = Dockerfile.read().last("USER");
        assertThat(ofKind("Deployment", rendered(values))).allSatisfy(deployment -> {
            JsonNode pod = deployment.at("/spec/template/spec");
            JsonNode container = pod.at("/containers/0");
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/runAsUser").asString() + ":"
                            + pod.at("/securityContext/runAsGroup").asString())
                    .isEqualTo(user);
            assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                    .isTrue();
            assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(container.at("/securityContext/capabilities/drop/0").asString())
                    .isEqualTo("ALL");
            // The rest of the Pod Security Standard "restricted".
            assertThat(pod.at("/securityContext/seccompProfile/type").asString())
                    .isEqualTo("RuntimeDefault");
            assertThat(pod.has("hostNetwork") || pod.has("hostPID") || pod.has("hostIPC"))
                    .isFalse();
            assertThat(pod.path("volumes"))
                    .allSatisfy(volume -> assertThat(volume.propertyNames())
                            .containsAnyOf("emptyDir", "secret", "persistentVolumeClaim")
                            .doesNotContain("hostPath"));
            assertThat(container.at("/ports/0").has("hostPort")).isFalse();
            assertThat(container.at("/volumeMounts/0/mountPath").asString()).isEqualTo("/tmp");
            assertThat(container.has("startupProbe")
                            && container.has("livenessProbe")
                            && container.has("readinessProbe"))
                    .isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {SMALL, FULL})
    void onlyThePodsThatAcceptImportsHaveAPlaceForTheirFiles(String values) {
        assertThat(ofKind("Deployment", rendered(values))).allSatisfy(deployment -> {
            JsonNode pod = deployment.at("/spec/template/spec");
            List<String> paths = pod.at("/containers/0/volumeMounts")
                    .valueStream()
                    .map(mount -> mount.path("mountPath").asString())
                    .toList();
            boolean isApi = pod.at("/containers/0/args/2").asString().equals("api");
            assertThat(paths.contains(Dockerfile.read().last("WORKDIR") + "/imports"))
                    .isEqualTo(isApi);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {SMALL, FULL})
    void nothingButHttpReachesAPodAndNothingFromOutsideTheCluster(String values) {
        List<JsonNode> manifests = rendered(values);
        JsonNode policy = ofKind("NetworkPolicy", manifests).getFirst();

        assertThat(ofKind("Deployment", manifests))
                .allSatisfy(deployment -> assertThat(
                                policy.at("/spec/podSelector/matchLabels").properties())
                        .isNotEmpty()
                        .allSatisfy(label -> assertThat(deployment
                                        .at("/spec/template/metadata/labels")
                                        .path(label.getKey()))
                                .isEqualTo(label.getValue())));
        assertThat(policy.at("/spec/policyTypes/0").asString()).isEqualTo("Ingress");
        assertThat(policy.at("/spec/ingress")).hasSize(1);
        assertThat(policy.at("/spec/ingress/0/ports").valueStream())
                .extracting(port -> port.path("port").asString())
                .isSubsetOf("http", "management")
                .contains("http");
        assertThat(policy.at("/spec/ingress/0/from").toString()).isEqualTo("[{\"namespaceSelector\":{}}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {SMALL, FULL})
    void aServiceAndABudgetSelectThePodsOfTheirRole(String values) {
        List<JsonNode> manifests = rendered(values);
        JsonNode labels = ofRole("api", ofKind("Deployment", manifests)).at("/spec/template/metadata/labels");
        JsonNode service = ofKind("Service", manifests).getFirst();

        assertThat(service.at("/spec/selector").properties())
                .isNotEmpty()
                .allSatisfy(label -> assertThat(labels.path(label.getKey())).isEqualTo(label.getValue()));
        assertThat(ofKind("Deployment", manifests))
                .allSatisfy(deployment -> assertThat(
                                deployment.at("/spec/selector/matchLabels").properties())
                        .isNotEmpty()
                        .allSatisfy(label -> assertThat(deployment
                                        .at("/spec/template/metadata/labels")
                                        .path(label.getKey()))
                                .isEqualTo(label.getValue())));
    }

    @Test
    void everyVariableThatItSetsOrTakesIsDocumentedAndNoneIsLeftOut() {
        Set<String> names = new TreeSet<>();
        for (JsonNode manifest : rendered(FULL)) {
            names.addAll(manifest.path("data").propertyNames());
            names.addAll(manifest.path("stringData").propertyNames());
        }
        JsonNode schema = Documents.yaml(Documents.text(CHART.resolve("values.schema.json")))
                .getFirst()
                .path("properties");
        names.addAll(schema.at("/secret/properties/values/properties").propertyNames());
        String settings = schema.at("/settings/patternProperties")
                .propertyNames()
                .iterator()
                .next();
        names.addAll(List.of(settings.substring(2, settings.length() - 2).split("\\|")));

        assertThat(names).hasSizeGreaterThan(20);
        assertThat(Documents.documentedVariables()).containsAll(names);
        Set<String> leftOut = new TreeSet<>(Documents.documentedVariables());
        leftOut.removeAll(names);
        // A pod gets secrets as variables, embeds nothing, mounts no files to import and cannot do without log-in.
        leftOut.removeIf(name -> name.endsWith("_FILE"));
        assertThat(leftOut)
                .containsExactly(
                        "IMPORT_PATHS",
                        "KAFKA_PORT",
                        "MINI_CRM_AOT",
                        "MINI_CRM_AUTH",
                        "MINI_CRM_DATA",
                        "MINI_CRM_DEBUG",
                        "MINI_CRM_TOKEN",
                        "MINI_CRM_URL");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kafka.brokers | '' | Give kafka.brokers
            secret.existing | '' | DATABASE_URL
            kafka.brokers | kafka | brokers
            settings.SEND_WINDOWS | 5 | SEND_WINDOWS
            roles.senders.replicas | 2 | senders
            roles.sender.terminationGracePeriodSeconds | 5 | terminationGracePeriodSeconds
            podDisruptionBudget.maxUnavailable | 0 | maxUnavailable
            ingress.enabled | true | Give ingress.tls
            """)
    void missingAndInvalidValuesAreReportedBeforeInstallation(String name, String value, String expected) {
        assertThatThrownBy(() -> new Helm(CHART)
                        .template()
                        .withName("crm")
                        .withKubeVersion(KUBERNETES)
                        .withValuesFile(CHART.resolve("ci").resolve(SMALL))
                        .set(name, value)
                        .call())
                .hasMessageContaining(expected);
    }

    private static List<JsonNode> rendered(String values) {
        return Documents.yaml(new Helm(CHART)
                .template()
                .withName("crm")
                .withKubeVersion(KUBERNETES)
                .withNamespace("campaigns")
                .withValuesFile(CHART.resolve("ci").resolve(values))
                .call());
    }

    private static String name(ProcessRole role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private static List<JsonNode> ofKind(String kind, List<JsonNode> manifests) {
        return manifests.stream()
                .filter(manifest -> manifest.path("kind").asString().equals(kind))
                .toList();
    }

    private static JsonNode ofRole(String role, List<JsonNode> manifests) {
        return manifests.stream()
                .filter(manifest -> manifest.at("/metadata/labels/app.kubernetes.io~1component")
                        .asString()
                        .equals(role))
                .findFirst()
                .orElseThrow();
    }
}
